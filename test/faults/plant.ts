import { registerHooks } from 'node:module';
import { DEFECTS } from './defects.ts';

/**
 * Loaded before a gateway (`node --import`): puts the defect that PLANT names into the product's own text as that is
 * loaded, so that the product knows nothing of it. A gateway whose text has changed meanwhile does not start.
 */
const defect = DEFECTS.find(({ name }) => name === process.env.PLANT);
if (!defect) throw new Error(`no defect is named ${process.env.PLANT}`);

defect.adapter?.();

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const changes = defect.changes.filter(({ file }) => url.endsWith(`/gateway/${file}`));
    if (changes.length === 0 || !loaded.source) return loaded;
    let source = loaded.source.toString();
    for (const { file, is, becomes } of changes) {
      if (!source.includes(is)) throw new Error(`${file} does not say any more: ${is}`);
      source = source.replaceAll(is, () => becomes);
      process.send?.({ planted: file });
    }
    return { ...loaded, source };
  },
});
