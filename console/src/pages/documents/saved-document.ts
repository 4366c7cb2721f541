import type { RecordDocument } from '../../api/record-document.js';

type Unknown = Readonly<Record<string, unknown>>;
type Is = (one: unknown) => boolean;

const isObject = (one: unknown): one is Unknown => typeof one === 'object' && one !== null && !Array.isArray(one);
const isText: Is = (one) => typeof one === 'string';
const isListOf =
  (is: Is): Is =>
  (list) =>
    Array.isArray(list) && list.every(is);
const isTextOrNull: Is = (one) => one === null || isText(one);

const isRecord: Is = (one) => isObject(one) && isText(one.kind) && isText(one.id) && isTextOrNull(one.digest);
const isField: Is = (one) =>
  isObject(one) && isText(one.id) && isText(one.label) && (one.value === null || isListOf(isText)(one.value));
const isTable: Is = (one) =>
  isObject(one) && isText(one.caption) && Array.isArray(one.columns) && Array.isArray(one.rows);
const isSection: Is = (one) =>
  isObject(one) &&
  isText(one.id) &&
  isText(one.title) &&
  isListOf(isField)(one.fields) &&
  isListOf(isTable)(one.tables);

/**
 * Reads a document that somebody saved as JSON, as far as it is compared: a file may be anything.
 *
 * @throws Error where the text is no document of this kind
 */
export function readDocument(text: string, { name, kind }: { readonly name: string; readonly kind: string }) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${name} is no JSON: save the document as json and choose that file.`);
  }
  const isWhole =
    isObject(value) &&
    value.kind === kind &&
    isText(value.subject) &&
    (value.view === 'public' || value.view === 'internal') &&
    isListOf(isSection)(value.sections) &&
    isListOf(isRecord)(value.records);
  const records = isWhole ? (value as Unknown).records : [];
  const isStale: Is = (one) =>
    isObject(one) && isText(one.because) && (records as readonly unknown[])[one.record as number] !== undefined;
  if (!isWhole || !isListOf(isStale)((value as Unknown).stale))
    throw new Error(`${name} is no document of the kind ${kind} of this service.`);
  return value as RecordDocument;
}
