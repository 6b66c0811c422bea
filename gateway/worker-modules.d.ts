/** Text modules: the rules in wrangler.toml make of these files their text. */
declare module '*.sql' {
  const text: string;
  export default text;
}
declare module '*.md' {
  const text: string;
  export default text;
}
