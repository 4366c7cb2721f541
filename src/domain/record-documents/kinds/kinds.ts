import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import { adverseAction } from './adverse-action/index.js';
import type { DocumentKind } from './base/index.js';
import { ll144 } from './ll144/index.js';
import { regB } from './reg-b/index.js';
import { statementOfReasons } from './statement-of-reasons/index.js';
import { templatedKinds } from './templated/index.js';
import { ugesp } from './ugesp/index.js';

/** Every kind of document. */
export const DOCUMENT_KINDS: readonly DocumentKind[] = [
  ...templatedKinds,
  ll144,
  ugesp,
  regB,
  adverseAction,
  statementOfReasons,
];

/** @throws TribuneError NOT_FOUND with the name that is near */
export function kindNamed(id: string): DocumentKind {
  const found = DOCUMENT_KINDS.find((kind) => kind.id === id);
  if (found !== undefined) return found;
  // All of them together are asked for under a name of their own, which is misspelt like theirs.
  const ids = [...DOCUMENT_KINDS.map((kind) => kind.id), 'evidence-bundle'];
  const near = suggest(id, ids);
  throw new TribuneError('NOT_FOUND', `there is no kind of document ${JSON.stringify(id.slice(0, 80))}`, {
    remedy: near === null ? `There are ${ids.join(', ')}.` : `Did you mean "${near}"?`,
  });
}
