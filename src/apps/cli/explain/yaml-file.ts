import { defined } from '../../../core/base/defined.js';
import { type ErrorCode, TribuneError } from '../../../core/base/errors.js';
import {
  type PathPart,
  POLICY_SIZE_LIMIT,
  type PolicyDocument,
  readDocument,
} from '../../../core/policy/read/index.js';
import { readTextFile } from '../frame/io.js';

/** A file that was read and checked. */
export interface YamlFile<T> {
  readonly value: T;
  /**
   * Adds line and column to a mistake that was found later, when the names of the file were matched with the model; other errors stay as
   * they are.
   */
  readonly place: (cause: unknown) => unknown;
}

/**
 * Reads a YAML (or JSON) file that a person wrote and passes its plain value to `check`. A mistake that `check` finds gets the line and
 * column of the path it names; bombs, endless nesting and duplicate keys are refused here.
 *
 * @param code code of the error for a file that is not YAML; `check` throws its own errors
 */
export async function readYamlFile<T>(
  path: string,
  what: string,
  code: ErrorCode,
  check: (value: unknown) => T,
): Promise<YamlFile<T>> {
  const document = parseYaml(path, await readTextFile(path, what, 'DATA_NOT_FOUND'), code);
  const place = (cause: unknown): unknown => placed(cause, document, path, code);
  try {
    return { value: check(document.value), place };
  } catch (cause) {
    throw place(cause);
  }
}

function parseYaml(path: string, source: string, code: ErrorCode): PolicyDocument {
  if (source.length > POLICY_SIZE_LIMIT) {
    throw new TribuneError(code, `${path} has ${source.length} characters, more than ${POLICY_SIZE_LIMIT}`, {
      remedy: 'Split it, or name only what is needed.',
      place: { file: path },
    });
  }
  const { document, mistakes } = readDocument(source);
  const first = mistakes.find((mistake) => mistake.severity === 'error');
  if (document !== null && first === undefined) return document;
  const { line = 1, column = 1, message = 'not valid YAML' } = first ?? {};
  throw new TribuneError(code, `${path}:${line}:${column} ${message}`, {
    remedy: 'Correct the YAML there.',
    place: { file: path, line, column },
  });
}

function placed(cause: unknown, document: PolicyDocument, path: string, code: ErrorCode): unknown {
  if (!(cause instanceof TribuneError) || cause.code !== code || cause.place?.name === undefined) return cause;
  const { line, column } = document.locate({
    path: partsOf(cause.place.name),
    message: cause.message,
    remedy: cause.remedy ?? '',
    severity: 'error',
  });
  return new TribuneError(cause.code, `${path}:${line}:${column} ${cause.message}`, {
    cause,
    place: { file: path, line, column, name: cause.place.name },
    ...defined({ remedy: cause.remedy, reason: cause.reason }),
  });
}

/** Parts of a path: `linked[0].when` becomes `['linked', 0, 'when']`. */
const partsOf = (path: string): PathPart[] =>
  [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([whole, index]) => (index === undefined ? whole : Number(index)));
