import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { ADMIN_ENTRY, type Budget, type Built, closure, kilobytes, type Output, overweight, weigh } from './budget.ts';
import { markPng, markSvg } from './icons.ts';
import { MANIFEST } from './manifest.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCE = join(ROOT, 'pwa');
/** Where the built app lies: `index.html` answers every path under /app/, the rest its own. */
export const DIST = join(SOURCE, 'dist');
const ENTRY = 'pwa/main.tsx';
const STAMP = 'build.json';

/**
 * Builds the app into pwa/dist and answers with what each part weighs.
 * Throws, and writes nothing, when a part weighs more than pwa/budget.ts allows. `dev` leaves the code readable and unweighed.
 */
export async function buildApp({ dev = false }: { dev?: boolean } = {}): Promise<Budget[]> {
  const stamp = await stampOf(dev);
  const bundle = await bundleApp(dev);
  const files = new Map<string, Uint8Array>(bundle.outputs.map((output) => [output.name, output.bytes]));
  files.set(bundle.cssName, bundle.css);
  for (const [name, bytes] of icons()) files.set(name, bytes);
  files.set('manifest.webmanifest', text(JSON.stringify(MANIFEST)));
  files.set('index.html', await page(bundle));
  const precached = precachedNames(bundle, files);
  const worker = await bundleWorker(
    dev,
    precached.map((name) => precacheEntry(name, files)),
  );
  files.set('sw.js', worker);
  const parts = precached.flatMap((name) => files.get(name) ?? []);
  const budgets = weigh({ ...bundle, worker, precached: parts });
  const heavy = dev ? [] : overweight(budgets);
  if (heavy.length > 0) throw new Error(`The app is too heavy: ${heavy.join('; ')}.`);
  await write(files, stamp);
  return budgets;
}

/** Whether pwa/dist is missing or made from other sources than those that lie here now. */
export async function isStale({ dev = false }: { dev?: boolean } = {}): Promise<boolean> {
  try {
    return (await readFile(join(DIST, STAMP), 'utf8')) !== (await stampOf(dev));
  } catch {
    return true;
  }
}

type Bundle = Omit<Built, 'worker' | 'precached'> & { cssName: string };

async function bundleApp(dev: boolean): Promise<Bundle> {
  const common: BuildOptions = {
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    target: ['chrome123', 'firefox128', 'safari17.5'],
    minify: !dev,
    write: false,
    metafile: true,
    outdir: DIST,
    legalComments: 'none',
    logLevel: 'silent',
  };
  const [script, style] = await Promise.all([
    build({
      ...common,
      entryPoints: { main: ENTRY },
      splitting: true,
      jsx: 'automatic',
      jsxImportSource: 'preact',
      // Every part then shares the inbox's code as one file, where the bundler would cut it into twenty.
      inject: [ENTRY],
      define: { SHAPES: JSON.stringify(await markOfShapes()) },
      entryNames: 'assets/[name]-[hash]',
      chunkNames: 'assets/[name]-[hash]',
    }),
    build({ ...common, entryPoints: { app: 'pwa/styles/app.css' }, entryNames: 'assets/[name]-[hash]' }),
  ]);
  const outputs = outputsOf(script.metafile, script.outputFiles);
  const entry = outputs.find((output) => output.source === ENTRY);
  const [css] = style.outputFiles ?? [];
  if (!entry || !css) throw new Error('The bundler made no entry.');
  return { entry: entry.name, outputs, css: css.contents, cssName: relative(DIST, css.path) };
}

// What a device kept is of use only as long as it has the shapes that the app was made for.
const markOfShapes = async (): Promise<string> =>
  sha256(await readFile(join(ROOT, 'gateway/api/shapes.ts'))).slice(0, 8);

function outputsOf(
  metafile: Metafile | undefined,
  files: { path: string; contents: Uint8Array }[] | undefined,
): Output[] {
  const bytes = new Map(files?.map((file) => [relative(DIST, file.path), file.contents]));
  return Object.entries(metafile?.outputs ?? {}).map(([path, { imports, entryPoint }]) => {
    const name = relative(DIST, join(ROOT, path));
    const named = (kind: string) =>
      imports.filter((it) => it.kind === kind && !it.external).map((it) => relative(DIST, join(ROOT, it.path)));
    return {
      name,
      bytes: bytes.get(name) ?? new Uint8Array(),
      imports: named('import-statement'),
      later: named('dynamic-import'),
      source: entryPoint ?? null,
    };
  });
}

async function bundleWorker(dev: boolean, precache: { url: string; revision: string | null }[]): Promise<Uint8Array> {
  const made = await build({
    absWorkingDir: ROOT,
    entryPoints: ['pwa/sw.ts'],
    bundle: true,
    format: 'iife',
    target: ['chrome123', 'firefox128', 'safari17.5'],
    minify: !dev,
    write: false,
    legalComments: 'none',
    logLevel: 'silent',
    define: { PRECACHE: JSON.stringify(precache), 'process.env.NODE_ENV': '"production"' },
  });
  const [file] = made.outputFiles;
  if (!file) throw new Error('The bundler made no service worker.');
  return file.contents;
}

/** The shell with the hashed names of the entry and all that it needs at once, so that they load side by side. */
async function page(bundle: Bundle): Promise<Uint8Array> {
  const byName = new Map(bundle.outputs.map((output) => [output.name, output]));
  const ahead = [...closure(bundle.entry, byName)].filter((name) => name !== bundle.entry);
  const tags = [
    `<link rel="stylesheet" href="/app/${bundle.cssName}" />`,
    ...ahead.map((name) => `<link rel="modulepreload" href="/app/${name}" />`),
    `<script type="module" src="/app/${bundle.entry}"></script>`,
  ];
  const html = await readFile(join(SOURCE, 'index.html'), 'utf8');
  return text(html.replace('<!-- assets -->', tags.join('\n    ')));
}

/** All that the agents' routes need offline; administration is fetched when it is wanted. */
function precachedNames(bundle: Bundle, files: Map<string, Uint8Array>): string[] {
  const byName = new Map(bundle.outputs.map((output) => [output.name, output]));
  const names = new Set<string>();
  const walk = (name: string) => {
    if (names.has(name) || byName.get(name)?.source === ADMIN_ENTRY) return;
    names.add(name);
    const output = byName.get(name);
    for (const next of [...(output?.imports ?? []), ...(output?.later ?? [])]) walk(next);
  };
  walk(bundle.entry);
  const rest = ['index.html', bundle.cssName, 'manifest.webmanifest', 'icons/mark.svg', 'icons/192.png'];
  return [...names, ...rest].filter((name) => files.has(name));
}

function precacheEntry(name: string, files: Map<string, Uint8Array>): { url: string; revision: string | null } {
  if (name.startsWith('assets/')) return { url: `/app/${name}`, revision: null };
  const url = name === 'index.html' ? '/app/' : `/app/${name}`;
  return { url, revision: sha256(files.get(name) ?? text('')).slice(0, 16) };
}

const icons = (): [string, Uint8Array][] => [
  ['icons/mark.svg', text(markSvg())],
  ['icons/192.png', markPng(192)],
  ['icons/512.png', markPng(512)],
  ['icons/maskable.png', markPng(512, true)],
];

// A page that was open when the app was renewed still fetches parts of the old one, for as long as a tab lies open.
const OLD_ASSETS_STAY = 14 * 24 * 60 * 60_000;

/** Names that carry a hash first, the page and the stamp last: whoever looks in between finds a whole app, old or new. */
async function write(files: Map<string, Uint8Array>, stamp: string): Promise<void> {
  for (const folder of ['assets', 'icons']) await mkdir(join(DIST, folder), { recursive: true });
  const last = ['sw.js', 'index.html'];
  const order = [...[...files.keys()].filter((name) => !last.includes(name)), ...last];
  for (const name of order) await replace(join(DIST, name), files.get(name) ?? text(''));
  for (const name of await readdir(join(DIST, 'assets'))) {
    const path = join(DIST, 'assets', name);
    // Another build at the same time may just have renamed it.
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (!files.has(`assets/${name}`) && age > OLD_ASSETS_STAY) await rm(path, { force: true });
  }
  await replace(join(DIST, STAMP), text(stamp));
}

/** A file is there whole, or not yet: whoever reads it meanwhile finds the old one. */
async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, bytes);
  await rename(fresh, path);
}

// What the app is made of: its own folder, the shapes it speaks, the rules it shares, and the libraries' versions.
const MADE_OF = ['pwa', 'gateway/desk', 'gateway/api/shapes.ts', 'package-lock.json'];

async function stampOf(dev: boolean): Promise<string> {
  const names = (await Promise.all(MADE_OF.map((name) => filesUnder(name)))).flat().sort();
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\0`).update(await readFile(join(ROOT, name)));
  return JSON.stringify({ dev, made: hash.digest('hex') });
}

async function filesUnder(name: string): Promise<string[]> {
  if (name === 'pwa/dist') return [];
  try {
    const entries = await readdir(join(ROOT, name), { withFileTypes: true });
    return (await Promise.all(entries.map((entry) => filesUnder(`${name}/${entry.name}`)))).flat();
  } catch {
    return [name];
  }
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

if (import.meta.main) {
  const dev = process.argv.includes('--dev');
  for (const { what, bytes, most } of await buildApp({ dev })) {
    process.stdout.write(`${kilobytes(bytes).padStart(7)} KB of ${kilobytes(most).padStart(6)} KB  ${what}\n`);
  }
}
