/** Plants a defect by name. @throws Error when there is none of that name */
export function plant(name: string): void {
  throw new Error(`no defect is named ${name}`);
}
