import { parseDocument } from 'yaml';
import { type ErrorCode, TribuneError } from '../../../core/base/errors.js';

/** Most places at which one file repeats what it named: with more of them, a small file becomes a huge value. */
const MOST_ALIASES = 100;

/**
 * Reads a YAML file that a person wrote, of which no name stands twice.
 *
 * @throws TribuneError of this code, with the line where there is one, for what is no YAML or repeats more than a person writes
 * @example
 * readYaml('deployment: credit/prod', 'gate.yaml', { code: 'USAGE', remedy: 'Mend the line.' }); // { deployment: 'credit/prod' }
 */
export function readYaml(
  source: string,
  path: string,
  { code, remedy }: { readonly code: ErrorCode; readonly remedy: string },
): unknown {
  const wrong = (line: number | undefined, message: string): TribuneError =>
    new TribuneError(code, `${path}${line === undefined ? '' : `:${line}`} is not YAML: ${message.split('\n')[0]}`, {
      remedy,
    });
  const document = parseDocument(source, { uniqueKeys: true });
  const [fault] = document.errors;
  if (fault !== undefined) throw wrong(fault.linePos?.[0]?.line, fault.message);
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
  } catch (cause) {
    // The library throws these for an alias of nothing, and for aliases of aliases.
    if (cause instanceof ReferenceError) throw wrong(undefined, cause.message);
    throw cause;
  }
}
