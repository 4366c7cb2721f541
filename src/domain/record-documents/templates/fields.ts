import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import { documentFields } from '../../../data/document-fields/index.js';
import type { FieldDraft } from '../frame/index.js';
import type { SystemRecords } from '../records/index.js';
import type { StatedAbout } from '../statements/index.js';

/** A field that people answer, as it was known on a day. */
export interface StatementField {
  readonly id: string;
  readonly label: string;
  readonly asks: string;
  readonly about: StatedAbout;
  readonly who: string;
}

interface FieldFile {
  readonly date: string;
  readonly fields: readonly StatementField[];
}

const newest = (documentFields as readonly FieldFile[]).toSorted((a, b) => a.date.localeCompare(b.date)).at(-1)!;

/** Every field that people answer. */
export const STATEMENT_FIELDS: readonly StatementField[] = newest.fields;

const byId = new Map(STATEMENT_FIELDS.map((field) => [field.id, field]));

/** @throws TribuneError NOT_FOUND with the name that is near */
export function statementField(id: string): StatementField {
  const found = byId.get(id);
  if (found !== undefined) return found;
  const near = suggest(id, [...byId.keys()]);
  throw new TribuneError('NOT_FOUND', `documents have no field ${JSON.stringify(id.slice(0, 80))}`, {
    remedy: near === null ? 'GET /v1/documents lists the fields.' : `Did you mean "${near}"?`,
  });
}

/** How a statement is used in a document. */
interface StatedUse {
  readonly isNeeded?: boolean;
  readonly isInternal?: boolean;
  /** What asks for it; default the words of the field. */
  readonly source?: string;
}

type Subject = Pick<SystemRecords, 'subject' | 'data' | 'decision' | 'asOf'>;

/** Names that stand in a line to type as they are. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._@/:-]*$/;

/** How a field is answered. The line is copied into a shell, so that a name that clients chose freely stands there by its id. */
function howToSay(field: string, { subject, data, decision, asOf }: Subject): string {
  if (asOf === null) return `say it in the file of --statements: "${field}: TEXT"`;
  // What is said stands in every document about the system or the version, and none is about one decision.
  const named = decision?.value.deployment ?? subject;
  const typed = PLAIN.test(named) ? named : (data?.ref.id ?? 'SUBJECT');
  return `say it: tribune document state ${typed} --field ${field} --text TEXT`;
}

/** A field with what somebody said for it; missing with who can say it where nobody did. */
export function stated(
  id: string,
  records: Pick<SystemRecords, 'statements' | 'system'> & Subject,
  { isNeeded = true, isInternal = false, source }: StatedUse = {},
): FieldDraft {
  const { label, asks, who } = statementField(id);
  const said = records.statements.get(id);
  return {
    ...{ id, label, isInternal, asks: source === undefined ? asks : `${asks} ${source}` },
    value: said?.value.text ?? null,
    from: said === undefined ? [] : [said.ref],
    need: isNeeded
      ? {
          who,
          person: who === 'owner' ? records.system?.value.owner : undefined,
          how: howToSay(id, records),
        }
      : undefined,
  };
}
