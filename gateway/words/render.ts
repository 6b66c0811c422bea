import { Liquid } from 'liquidjs';
import { escapedForMarkdown, markdownOf } from './markdown.ts';

/** A mail's words: `html` is a fragment for compose.ts. */
export type Words = { subject: string; text: string; html: string };

/** A template an admin may have written cannot hold up the outbox: characters parsed, milliseconds and values rendered. */
const engine = new Liquid({
  strictFilters: true,
  strictVariables: true,
  ownPropertyOnly: true,
  parseLimit: 100_000,
  renderLimit: 500,
  memoryLimit: 1_000_000,
});

const parsed = new Map<string, { subject: Template; body: Template }>();
type Template = ReturnType<Liquid['parse']>;

const FRONT_MATTER = /^---\nsubject: (?<subject>.*)\n---\n(?<body>[\s\S]*)$/;

/**
 * Renders a template of `templates/` (Liquid over Markdown, its subject in front matter).
 * Values are what their names say and nothing else: they never become markup or template.
 * @throws Error for a template without a subject or with a name nobody gave
 */
export function render(template: string, values: Record<string, string | number | boolean>): Words {
  const { subject, body } = parse(template);
  const marked = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? escapedForMarkdown(value) : value,
    ]),
  );
  return {
    subject: oneLine(engine.renderSync(subject, values)),
    text: tidy(engine.renderSync(body, values)),
    html: markdownOf(tidy(engine.renderSync(body, marked))),
  };
}

function parse(template: string): { subject: Template; body: Template } {
  const known = parsed.get(template);
  if (known) return known;
  const { subject, body } = FRONT_MATTER.exec(template.replace(/\r\n/g, '\n'))?.groups ?? {};
  if (subject === undefined || body === undefined)
    throw new Error('a template begins with its subject between two lines of ---');
  const made = { subject: engine.parse(subject), body: engine.parse(body) };
  parsed.set(template, made);
  return made;
}

const oneLine = (text: unknown) =>
  String(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();

/** Conditions leave empty lines behind. */
const tidy = (text: unknown) =>
  `${String(text)
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
