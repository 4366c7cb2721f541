import { utf8 } from '../../core/base/bytes.js';
import { canonicalJson } from '../../core/base/canonical-json.js';
import { digestText } from '../../core/base/digest.js';
import { sha256 } from '../../core/base/sha256.js';
import type { DataSet } from './ports/index.js';

/** The digest of a value as canonical JSON. */
export const digestOfValue = (value: unknown): string => digestText(sha256(utf8(canonicalJson(value))));

/**
 * The id of a data set: by the digest of its bytes where somebody made it, so that the same bytes are one data set under any name; else by
 * namespace, name and version.
 */
export const dataId = ({ namespace, name, version, digest }: DataSet): string =>
  digestOfValue(digest === null ? { namespace, name, version } : { digest });
