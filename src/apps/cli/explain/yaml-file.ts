import { type ErrorCode, TribuneError } from '../../../core/errors.js';
import { POLICY_SIZE_LIMIT, readDocument } from '../../../core/policy/read/document.js';
import type { PathPart } from '../../../core/policy/read/mistakes.js';
import { readTextFile } from '../io.js';

/**
 * Reads a YAML (or JSON) file that a person wrote and hands its plain value to `check`. A mistake that `check` finds is given the line and
 * column of the path it names; bombs, endless nesting and duplicate keys end here.
 *
 * @param code of a file that is not YAML; `check` throws its own
 */
export async function readYamlFile<T>(
  path: string,
  what: string,
  code: ErrorCode,
  check: (value: unknown) => T,
): Promise<T> {
  const source = await readTextFile(path, what, 'DATA_NOT_FOUND');
  if (source.length > POLICY_SIZE_LIMIT) {
    throw new TribuneError(code, `${path} has ${source.length} characters, more than ${POLICY_SIZE_LIMIT}`, {
      remedy: 'Split it, or name only what is needed.',
      place: { file: path },
    });
  }
  const { document, mistakes } = readDocument(source);
  const first = mistakes.find((mistake) => mistake.severity === 'error');
  if (document === null || first !== undefined) {
    const { line = 1, column = 1, message = 'not valid YAML' } = first ?? {};
    throw new TribuneError(code, `${path}:${line}:${column} ${message}`, {
      remedy: 'Correct the YAML there.',
      place: { file: path, line, column },
    });
  }
  try {
    return check(document.value);
  } catch (cause) {
    if (!(cause instanceof TribuneError) || cause.place?.name === undefined) throw cause;
    const { line, column } = document.locate({
      path: partsOf(cause.place.name),
      message: cause.message,
      remedy: cause.remedy ?? '',
      severity: 'error',
    });
    throw new TribuneError(cause.code, `${path}:${line}:${column} ${cause.message}`, {
      cause,
      place: { file: path, line, column, name: cause.place.name },
      ...(cause.remedy === undefined ? {} : { remedy: cause.remedy }),
    });
  }
}

/** `linked[0].when` as `['linked', 0, 'when']`. */
const partsOf = (path: string): PathPart[] =>
  [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([whole, index]) => (index === undefined ? whole : Number(index)));
