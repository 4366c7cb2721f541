import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accessOf, loadRooms } from '../../rooms/index.js';
import { answersFile, clientTypes } from './client-types.js';
import { openApiDocument } from './document.js';

const rooms = await loadRooms();
const access = await accessOf(rooms);
const routes = rooms.flatMap((room) => room.routes ?? []);

const document = (schema: object) => ({ components: { schemas: { X: schema } }, paths: {} });
const typeOf = (schema: object): string =>
  /export type X = ([\s\S]*);\n$/.exec(clientTypes(document(schema)).answers.shared!)![1]!.replace(/\s+/g, ' ');

describe('types of the client', () => {
  it('are those of the description as it stands: npm run docs writes them', () => {
    const written = (name: string): string =>
      readFileSync(new URL(`../../client/wire/${name}.ts`, import.meta.url), 'utf8');
    const { parts, bodies, answers, schemas, operations } = clientTypes(openApiDocument(routes, access, ''));
    expect(written('parts')).toBe(parts);
    expect(written('bodies')).toBe(bodies);
    for (const [subject, types] of Object.entries(answers)) expect(written(answersFile(subject))).toBe(types);
    expect(written('schemas')).toBe(schemas);
    expect(written('operations')).toBe(operations);
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

  it('of schemas that others are made of stand in a file that imports nothing, and are found through that of the others too', () => {
    const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
    const types = {
      A: ref('B'),
      B: { type: 'array', items: ref('C') },
      C: { type: 'string' },
      D: { type: 'null' },
      E: ref('C'),
    };
    const content = { 'application/json': { schema: ref('E') } };
    const given = { content: { 'application/json': { schema: ref('A') } } };
    const paths = { '/v1/x/{id}': { post: { summary: 'Why', requestBody: { content }, responses: { 200: given } } } };
    const { parts, bodies, answers, schemas } = clientTypes({ components: { schemas: types }, paths });
    expect(parts.replace(/\/\/.*\n/g, '').trim()).toBe('export type B = readonly C[];\n\nexport type C = string;');
    expect(bodies.replace(/\/\/.*\n/g, '').trim()).toBe("import type { C } from './parts.js';\n\nexport type E = C;");
    const bare = (text: string): string => text.replace(/\/\/.*\n/g, '').trim();
    expect(Object.keys(answers)).toEqual(['shared', 'x']);
    expect(bare(answers.x!)).toBe("import type { B } from './parts.js';\n\nexport type A = B;");
    expect(bare(answers.shared!)).toBe('export type D = null;');
    expect(bare(schemas).split('\n')).toEqual(
      ['bodies', 'parts', 'shared-answers', 'x-answers'].map((file) => `export type * from './${file}.js';`),
    );
  });

  it('of an operation are named from the module of the schemas, however deep a reference stands', () => {
    const list = { type: 'array', items: { anyOf: [{ $ref: '#/components/schemas/Y' }, { type: 'null' }] } };
    const answer = { type: 'object', properties: { of: { $ref: '#/components/schemas/Y' } }, required: ['of'] };
    const content = (schema: object): object => ({ content: { 'application/json': { schema } } });
    const post = { summary: 'Why', requestBody: content(list), responses: { 200: content(answer) } };
    const { operations } = clientTypes({ components: { schemas: {} }, paths: { '/v1/x': { post } } });
    expect(operations.replace(/\s+/g, ' ')).toContain(
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
