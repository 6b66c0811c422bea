import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCESS } from '../../gateway/api/access.ts';
import { apiOn, browser } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

type Schema = Record<string, unknown>;
type Operation = {
  summary?: string;
  operationId?: string;
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
};
type Document = {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
};

let db: TestDatabase;
let document: Document;
beforeAll(async () => {
  db = await freshDatabase();
  const { api } = await apiOn(db);
  document = (await browser(api).get('/api/openapi.json')).body as Document;
});
afterAll(() => db[Symbol.asyncDispose]());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, path, operation })),
  );

test('the document is OpenAPI 3.1 with a name and a version', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d+$/);
  expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
});

test('it names every route of the API, and none that is not there', () => {
  const routes = Object.keys(ACCESS)
    .filter((route) => / \/api\//.test(route) && !route.endsWith('/openapi.json'))
    .map((route) => route.replace(/:(\w+)/g, '{$1}'));
  expect(
    operations()
      .map(({ route }) => route)
      .sort(),
  ).toEqual(routes.sort());
});

test('each route says what it is for, what it answers and how it refuses', () => {
  for (const { route, operation } of operations()) {
    expect(operation.summary, route).toMatch(/^[A-Z].{5,}/);
    // Whoever comes back from a provider is sent on to the app.
    const good = route === 'GET /api/oauth/callback' ? 303 : 200;
    expect(operation.responses, route).toMatchObject({
      [good]: { description: expect.any(String) },
      '4XX': { description: expect.any(String) },
    });
    for (const status of Object.keys(operation.responses)) expect(status, route).toMatch(/^([1-5](\d\d|XX)|default)$/);
    expect(operation.responses['4XX']?.content?.['application/json']?.schema, route).toBeDefined();
  }
});

test('each hole of a path is a parameter that is required, once, and there is no other in a path', () => {
  for (const { route, path, operation } of operations()) {
    const holes = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const given = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(given.map(({ name }) => name).sort(), route).toEqual(holes.sort());
    expect(
      given.every(({ required, schema }) => required === true && schema !== undefined),
      route,
    ).toBe(true);
    const all = (operation.parameters ?? []).map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(new Set(all).size, route).toBe(all.length);
    for (const parameter of operation.parameters ?? [])
      expect(['path', 'query', 'header', 'cookie']).toContain(parameter.in);
  }
});

test('no two routes have one name', () => {
  const ids = operations()
    .map(({ operation }) => operation.operationId)
    .filter((id) => id !== undefined);
  expect(new Set(ids).size).toBe(ids.length);
});

test('what it points at is there, and nothing in it is of the older dialect', () => {
  const walk = (value: unknown, at: string): void => {
    if (Array.isArray(value)) for (const [place, one] of value.entries()) walk(one, `${at}/${place}`);
    else if (typeof value === 'object' && value !== null)
      for (const [key, one] of Object.entries(value)) {
        if (key === '$ref') {
          const target = String(one)
            .replace(/^#\//, '')
            .split('/')
            .reduce<unknown>((here, name) => Reflect.get(Object(here), name), document);
          expect(target, `${at}: ${one}`).toBeDefined();
        }
        // OpenAPI 3.0 wrote these; 3.1 is JSON Schema 2020-12.
        if (key === 'nullable') expect(typeof one, `${at}/${key}`).toBe('object');
        if (key === 'exclusiveMinimum' || key === 'exclusiveMaximum') expect(typeof one, `${at}/${key}`).toBe('number');
        walk(one, `${at}/${key}`);
      }
  };
  walk(document, '#');
});

test('a write with a body says which, and that nothing may stand beside what it names', () => {
  const bodies = operations().flatMap(({ route, operation }) => {
    const schema = operation.requestBody?.content['application/json']?.schema;
    return schema ? [{ route, schema }] : [];
  });
  expect(bodies.length).toBeGreaterThan(10);
  const resolved = (schema: Schema): Schema =>
    typeof schema.$ref === 'string'
      ? resolved(document.components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''] ?? {})
      : schema;
  for (const { route, schema } of bodies)
    expect(resolved(schema), route).toMatchObject({ type: 'object', additionalProperties: false });
});
