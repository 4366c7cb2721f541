import { dirname, resolve } from 'node:path';
import process from 'node:process';
import { readKeyFile } from '../../adapters/data-folder/index.js';
import { TribuneError } from '../../core/base/errors.js';
import { type Finding, problem } from '../../core/policy/read/index.js';
import { type Path, type Shape, shapeAt } from './shape.js';

const REFERENCE = /^\$\{(env|file):([^${}]+)\}$/;
const LOOKS_LIKE_ONE = /\$\{(env|file):/;

export interface Resolved {
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Paths of values that were given by reference, as keys of a set; their content is never shown. */
  readonly referred: ReadonlySet<string>;
}

export const keyOf = (path: Path): string => JSON.stringify(path);

/**
 * Replaces `${env:NAME}` and `${file:PATH}` by what they name, and makes paths of the file absolute. It is a mistake when a secret stands
 * in the file itself, or when a reference names nothing.
 *
 * @param file path of the configuration file; null for values that come from elsewhere, in which secrets may stand
 */
export function resolveReferences(document: unknown, shape: Shape, file: string | null): Resolved {
  const findings: Finding[] = [];
  const referred = new Set<string>();
  const told = (path: Path, text: string): unknown => {
    const known = shapeAt(shape, path);
    const [, kind, name] = REFERENCE.exec(text) ?? [];
    if (file === null || kind === undefined || name === undefined) {
      if (file !== null) findings.push(...literalFindings(text, path, known));
      return file !== null && known?.path === true ? resolve(dirname(file), text) : text;
    }
    referred.add(keyOf(path));
    try {
      return typed(kind === 'env' ? fromEnvironment(name) : fromFile(resolve(dirname(file), name)), known);
    } catch (cause) {
      if (!(cause instanceof TribuneError)) throw cause;
      findings.push(problem([...path], cause.message, cause.remedy ?? 'Mend what it names.'));
      return undefined;
    }
  };
  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return told(path, value);
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, i]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]));
  };
  return { value: walk(document, []), findings, referred };
}

function literalFindings(value: string, path: Path, shape: Shape | undefined): Finding[] {
  const remedy = `Write where it comes from: \${env:NAME}, or \${file:PATH} with a file of mode 0600.`;
  const name = path.join('.');
  if (LOOKS_LIKE_ONE.test(value) && shape?.secret !== undefined) {
    return [problem([...path], `${name} is a reference and other text`, 'A reference is the whole value.')];
  }
  if (shape?.secret === 'always') return [problem([...path], `the secret ${name} stands in the file`, remedy)];
  if (shape?.secret === 'password' && holdsPassword(value)) {
    return [problem([...path], `${name} holds a password`, remedy)];
  }
  return [];
}

/** Whether the address of a database contains its password. */
export function holdsPassword(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.password !== '' || url.searchParams.has('password');
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value.trim() !== '') return value.trim();
  throw new TribuneError('USAGE', `the variable ${name} is ${value === undefined ? 'not set' : 'empty'}`, {
    remedy: 'Set it in the environment of the service.',
  });
}

function fromFile(file: string): string {
  const content = readKeyFile(file)?.trim();
  if (content !== undefined && content !== '') return content;
  throw new TribuneError('USAGE', `the file ${file} ${content === undefined ? 'does not exist' : 'is empty'}`, {
    remedy: 'Write the secret into it, and run chmod 600 on it.',
  });
}

/**
 * Turns the text behind a reference into a number or boolean where the schema expects one, because an environment variable holds only
 * text.
 */
function typed(text: string, shape: Shape | undefined): unknown {
  if ((shape?.type === 'integer' || shape?.type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (shape?.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
