import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accessOf, loadRooms } from '../../rooms/index.js';
import { clientTypes } from './client-types.js';
import { openApiDocument } from './document.js';

const rooms = await loadRooms();
const access = await accessOf(rooms);
const routes = rooms.flatMap((room) => room.routes ?? []);

const document = (schema: object) => ({ components: { schemas: { X: schema } }, paths: {} });
const typeOf = (schema: object): string =>
  /export type X = ([\s\S]*);\n$/.exec(clientTypes(document(schema)).subjects.shared!)![1]!.replace(/\s+/g, ' ');

describe('types of the client', () => {
  it('are those of the description as it stands: npm run docs writes them', () => {
    const folder = new URL('../../client/wire/', import.meta.url);
    const written = (name: string): string => readFileSync(new URL(`${name}.ts`, folder), 'utf8');
    const { subjects, schemas, operations } = clientTypes(openApiDocument(routes, access, ''));
    for (const [subject, types] of Object.entries(subjects)) expect(written(subject)).toBe(types);
    expect(written('schemas')).toBe(schemas);
    for (const [name, types] of Object.entries(operations)) expect(written(name)).toBe(types);
    const files = [...Object.keys(subjects), ...Object.keys(operations), 'schemas', 'index'];
    expect(readdirSync(folder).toSorted()).toEqual(files.map((name) => `${name}.ts`).toSorted());
    // A file that grows beyond this is split by its operations, as every other.
    for (const types of [...Object.values(subjects), ...Object.values(operations)])
      expect(types.split('\n').length).toBeLessThanOrEqual(400);
  });

  it.each([
    [{ type: 'integer' }, 'number'],
    [{ const: 0 }, '0'],
    [{ enum: ['a', "it's"] }, "'a' | 'it\\'s'"],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{ $ref: '#/components/schemas/Y' }, 'Y'],
    [{ type: 'array', items: { type: 'string' } }, 'readonly string[]'],
    [{ type: 'array', items: { enum: [0, 1] } }, 'readonly (0 | 1)[]'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
    [{ type: 'object', properties: { a: {} }, required: ['a'] }, '{ readonly a: unknown; }'],
    [{ type: 'object', properties: { a: { type: 'null', description: 'Why' } } }, '{ /** Why */ readonly a?: null; }'],
    [{}, 'unknown'],
  ])('%j is %s', (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });

  it('stand in the file of the operations that use them, and are found through one', () => {
    const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
    const types = {
      A: ref('B'),
      B: { type: 'array', items: ref('C') },
      C: { type: 'string' },
      D: { type: 'null' },
      E: ref('C'),
      F: ref('B'),
      G: ref('G'),
    };
    const content = (name: string) => ({ content: { 'application/json': { schema: ref(name) } } });
    const paths = {
      '/v1/x/{id}/y': { post: { summary: 'Why', requestBody: content('G'), responses: { 200: content('A') } } },
      '/v1/x/z/{id}': { get: { summary: 'Why', responses: { 200: content('F') } } },
      '/w': { get: { summary: 'Why', responses: { 200: content('E') } } },
    };
    const { subjects, schemas } = clientTypes({ components: { schemas: types }, paths });
    const bare = (text: string): string => text.replace(/\/\/.*\n/g, '').trim();
    expect(Object.entries(subjects).map(([subject, text]) => [subject, bare(text)])).toEqual([
      ['shared', 'export type C = string;\n\nexport type D = null;'],
      ['w', "import type { C } from './shared.js';\n\nexport type E = C;"],
      ['x', "import type { C } from './shared.js';\n\nexport type B = readonly C[];"],
      ['x-y', "import type { B } from './x.js';\n\nexport type A = B;\n\nexport type G = G;"],
      ['x-z', "import type { B } from './x.js';\n\nexport type F = B;"],
    ]);
    expect(bare(schemas).split('\n')).toEqual(
      Object.keys(subjects).map((file) => `export type * from './${file}.js';`),
    );
  });

  it('of an operation are named from the module of the schemas, however deep a reference stands', () => {
    const list = { type: 'array', items: { anyOf: [{ $ref: '#/components/schemas/Y' }, { type: 'null' }] } };
    const answer = { type: 'object', properties: { of: { $ref: '#/components/schemas/Y' } }, required: ['of'] };
    const content = (schema: object): object => ({ content: { 'application/json': { schema } } });
    const post = { summary: 'Why', requestBody: content(list), responses: { 200: content(answer) } };
    const { operations } = clientTypes({ components: { schemas: {} }, paths: { '/v1/x': { post } } });
    expect(operations.operations).toContain('export interface Operations extends\n  XOperations {}\n');
    expect(operations['operations-x']!.replace(/\s+/g, ' ')).toContain(
      "/** Why */ 'POST /v1/x': { readonly body: readonly (schema.Y | null)[]; readonly answer: { readonly of: schema.Y; } };",
    );
  });

  it('are refused for a schema that nobody taught it to write', () => {
    expect(() => clientTypes(document({ type: 'date' }))).toThrow('no type is known for a schema of type date');
  });

  it('come from a description whose every reference leads somewhere', () => {
    const whole = openApiDocument(routes, access, '') as { components: { schemas: object } };
    const refs = [...JSON.stringify(whole).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!);
    expect(refs.length).toBeGreaterThan(0);
    for (const ref of refs)
      expect(Object.keys(whole.components.schemas)).toContain(ref.replace('#/components/schemas/', ''));
  });
});
