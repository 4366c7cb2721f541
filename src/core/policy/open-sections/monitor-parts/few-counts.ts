import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { LEAST_CELL } from '../../../base/least-cell.js';

/** Whether so few people are counted that they may be recognised: 1 to 10. */
export const isOfFew = (count: number): boolean => count > 0 && count < LEAST_CELL;

/** What stands in the place of counts. */
const WITHHELD = '[withheld]';

/**
 * The text of a policy for readers who may see no person: counts of a reference of drift of which one is of 1 to 10 people are left out, all of
 * them, for the one might be computed from the others. Everything else is as written.
 *
 * @param text of a policy that was accepted
 * @returns the same text where there are no such counts
 * @example withoutFewCounts('monitor: { drift: { reference: { counts: [5120, 7] } } }') // 'monitor: { drift: { reference: { counts: [withheld] } } }'
 */
export function withoutFewCounts(text: string): string {
  const document = parseDocument(text);
  const monitor = resolved(document, document.get('monitor', true));
  const drift = isMap(monitor) ? monitor.get('drift', true) : null;
  const few = new Set(listsOfCounts(document, drift).filter(hasFew));
  let rest = text;
  for (const { range } of [...few].sort((a, b) => b.range![0] - a.range![0])) {
    const [from, to] = range!;
    // A list of lines reaches to the beginning of the next line.
    const end = from + rest.slice(from, to).trimEnd().length;
    rest = `${rest.slice(0, from)}${WITHHELD}${rest.slice(end)}`;
  }
  return rest;
}

const hasFew = ({ items }: YAMLSeq): boolean =>
  items.some((one) => isScalar(one) && typeof one.value === 'number' && isOfFew(one.value));

/** A value as it was written: a list that is written once and named again stands where it is written. */
const resolved = (document: Document, node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);

/** Every list under `counts`, however deep. */
function listsOfCounts(document: Document, node: unknown): YAMLSeq[] {
  const own = resolved(document, node);
  if (!isMap(own)) return [];
  return own.items.flatMap(({ key, value }) => {
    const list = resolved(document, value);
    if (isScalar(key) && key.value === 'counts' && isSeq(list)) return [list];
    return listsOfCounts(document, value);
  });
}
