import type { Desk } from '../desk/desk.ts';
import type { Finding } from '../desk/finding.ts';
import { render, type Words } from './render.ts';

/** Tells an admin what is broken and what to do. `link`: where the app shows all of it. */
export function alertWords(
  templates: ReadonlyMap<string, string>,
  { findings, link }: { findings: readonly Finding[]; link: string },
  desk: Desk,
): Words {
  const [first] = findings;
  const template = templates.get('alert.en.md');
  if (template === undefined) throw new Error('the template alert.en.md is missing');
  return render(template, {
    title: findings.some(({ severity }) => severity === 'broken')
      ? findings.length === 1
        ? `A promise is broken: ${first?.code ?? ''}`
        : `${findings.length} promises are broken`
      : `Something to do in time: ${first?.code ?? ''}`,
    lines: findings.map(({ code, count, words, advice }) => `${code} (${count}): ${words}\n${advice}`).join('\n\n'),
    link,
    desk: desk.name,
  });
}
