import { z } from 'zod';
import { ERROR_CODES } from '../../../core/base/errors.js';
import type { AccessTable, Action } from '../../../domain/identity/index.js';
import type { Header, RouteDeclaration } from '../http/route.js';
import { errorBody } from '../http/schemas.js';

type Json = Record<string, unknown>;

const DESCRIPTION = `Every automated decision durable, provable and erasable.

Errors answer with one object (Error) and the status of its code. An address that knows other methods than the one of a request answers 405 and names them in Allow.`;

/**
 * Makes the OpenAPI 3.1 description of a server with these routes, from the schemas that validate and the access table. Pages are not part
 * of it.
 */
export function openApiDocument(routes: readonly RouteDeclaration[], access: AccessTable, version: string): Json {
  const schemas: Record<string, unknown> = {};
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    if (route.isPage === true) continue;
    const path = route.path.replace(/:(\w+)/g, '{$1}').replace('*', '{path}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(route, access, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tribune', version, description: DESCRIPTION },
    servers: [{ url: '/', description: 'The service that answers with this document.' }],
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    paths,
    components: {
      schemas,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key: tribune admin key.' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-tribune' },
      },
    },
  };
}

function describe(operation: RouteDeclaration, access: AccessTable, schemas: Record<string, unknown>): Json {
  const { action, summary, body, answer, status = 200 } = operation;
  const names = [...operation.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  if (operation.path.includes('*')) names.push('path');
  const responses: Json = {
    [String(status)]: { description: operation.answerText ?? 'Done.', ...answerContent(answer, schemas) },
    ...Object.fromEntries(
      (operation.also ?? []).map((one) => [
        String(one.status),
        { description: one.text, ...answerContent(answer, schemas) },
      ]),
    ),
    ...errorAnswers(operation, schemas),
    default: {
      description: 'An error.',
      ...contentOf(['application/json'], reference(operation.errorBody ?? errorBody, schemas)),
    },
  };
  return {
    operationId: `${operation.method.toLowerCase()}${operation.path.replace(/[^A-Za-z]+(\w?)/g, (_all, c: string) => c.toUpperCase())}`,
    summary,
    ...securityOf(access, action),
    parameters: [
      ...names.map(pathParameter),
      ...queryParameters(operation.query),
      ...(operation.headers ?? []).map(headerParameter),
    ],
    ...(body === undefined ? {} : { requestBody: bodyOf(body, schemas) }),
    responses,
  };
}

function bodyOf(
  { schema, types = ['application/json'], isOptional }: NonNullable<RouteDeclaration['body']>,
  schemas: Record<string, unknown>,
): Json {
  return { required: isOptional !== true, ...contentOf(types, reference(schema, schemas)) };
}

function answerContent(answer: RouteDeclaration['answer'], schemas: Record<string, unknown>): Json {
  if (answer === undefined) return {};
  if (typeof answer === 'string') return contentOf([answer], { type: 'string' });
  return contentOf(['application/json'], reference(answer, schemas));
}

/** Puts a schema with an id, and everything that it refers to, into `components` and refers to it there. */
function reference(schema: z.ZodType, schemas: Record<string, unknown>): Json {
  const { $schema: _dialect, $defs = {}, ...rest } = z.toJSONSchema(schema, { io: 'input' }) as Json;
  for (const [id, definition] of Object.entries($defs as Json)) schemas[id] = inComponents(definition);
  return inComponents(rest) as Json;
}

/** Turns references within one schema into references within the document. */
function inComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inComponents);
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...others } = value as { $ref?: unknown };
  const moved = Object.fromEntries(Object.entries(others).map(([name, member]) => [name, inComponents(member)]));
  return typeof $ref === 'string' ? { ...moved, $ref: $ref.replace('#/$defs/', '#/components/schemas/') } : moved;
}

const contentOf = (types: readonly string[], schema: Json): Json => ({
  content: Object.fromEntries(types.map((type) => [type, { schema }])),
});

/** Describes the errors that the route declares, by status, so that a program can tell them apart. */
function errorAnswers(
  { errors = [], errorBody: form = errorBody }: RouteDeclaration,
  schemas: Record<string, unknown>,
): Json {
  const statuses = new Set(errors.map((code) => ERROR_CODES[code].status));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const codes = errors.filter((code) => ERROR_CODES[code].status === status);
      const description = codes.map((code) => `${code}: ${ERROR_CODES[code].title}.`).join(' ');
      return [String(status), { description, ...contentOf(['application/json'], reference(form, schemas)) }];
    }),
  );
}

function queryParameters(query: RouteDeclaration['query']): Json[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' }) as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

const pathParameter = (name: string): Json => ({ name, in: 'path', required: true, schema: { type: 'string' } });

const headerParameter = ({ name, description, pattern, values, required = false }: Header): Json => ({
  name,
  description,
  in: 'header',
  required,
  schema: { type: 'string', ...(pattern && { pattern }), ...(values && { enum: [...values] }) },
});

/** Describes who may call a route from the access table, so that the description cannot promise what the server refuses. */
function securityOf(access: AccessTable, action: Action): Json {
  const row = access.row(action);
  if (row === undefined) throw new RangeError(`${action} has no row in the access table`);
  if (row.open === 'always') return { security: [] };
  const roles = Object.entries(row.roles).map(([role, relation]) =>
    relation === 'any' ? role : `${role} (${relation})`,
  );
  const security = [
    ...(row.open === 'ledger' ? [{}] : []),
    ...(row.scopes.length > 0 ? [{ key: [...row.scopes] }] : []),
    ...(roles.length > 0 ? [{ session: roles }] : []),
  ];
  return { security };
}
