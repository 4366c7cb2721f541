import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { sha256 } from '../../../core/base/sha256.js';
import { type Acts, defineAct } from '../../acts/index.js';
import { documentStated } from './events/index.js';
import type { Statement, StatementStore } from './ports/index.js';

const stateForDocuments = defineAct('document.state', { enters: [documentStated] });

/** The acts of statements. */
export const statementActs = [stateForDocuments] as const;

/** The acts, as statements use them. */
export type StatementActs = Acts<{ readonly statements: StatementStore }>;

/** The digest of a statement, which the entry and every document that shows it name. */
export const digestOfStatement = ({ about, id, field, text, by, saidAtMs }: Statement): string =>
  digestText(sha256(utf8(canonicalJson({ about, id, field, text, by, saidAtMs }))));

/**
 * Keeps a statement with its entry, as one transaction. The same words of the same person again change nothing: a request whose answer was
 * lost is sent again.
 *
 * @returns the statement that counts now
 */
export const keepStatement = (acts: StatementActs, statement: Statement): Promise<Statement> =>
  acts.run(stateForDocuments, async (tx) => {
    const { by, about, id, field, text } = statement;
    const held = (await tx.statements.statementsAbout([{ about, id }])).find((one) => one.field === field);
    if (held?.text === text && held.by === by) return held;
    await tx.statements.insertStatement(statement);
    tx.enter(documentStated({ by, about, id, field, statement: digestOfStatement(statement) }));
    return statement;
  });
