import { utf8 } from '../../core/base/bytes.js';
import { digestText } from '../../core/base/digest.js';
import { TribuneError } from '../../core/base/errors.js';
import { sha256 } from '../../core/base/sha256.js';
import { readUuid, UUID_BYTES } from '../../core/base/uuid.js';
import { type Acts, defineAct } from '../acts/index.js';
import { type Asking, type Documents, kindNamed, type WantedDocument } from '../record-documents/index.js';
import { type ChangedInput, changedInputs } from './changes.js';
import { documentIssued } from './events/index.js';
import type { IssuedDocument, IssuedQuery, IssuedStore } from './ports/index.js';

const issueDocument = defineAct('document.issue', { enters: [documentIssued] });

/** The acts of documents that leave the house. */
export const issuedActs = [issueDocument] as const;

/** Most characters of a document whose bytes are kept; of a longer one the digest is. */
const MOST_KEPT = 4 * 1024 * 1024;
/** Documents of one list that are held against the records of now. */
export const MOST_LISTED = 50;

export interface IssuedDeps {
  readonly acts: Acts<{ readonly issuedDocuments: IssuedStore }>;
  readonly store: IssuedStore;
  readonly documents: Pick<Documents, 'print'>;
  /** When something about a record was last entered, ms since 1970; null where no entry is known. */
  readonly enteredAt: (input: ChangedInput) => Promise<number | null>;
  readonly version: string;
  readonly nowMs: () => number;
}

/** An issued document, held against what its records are now. */
export interface JudgedDocument {
  readonly document: IssuedDocument;
  /** What changed since of what it was made from; null where a document of now cannot be made, with why. */
  readonly changed: readonly (ChangedInput & { readonly atMs: number | null })[] | null;
  readonly notMade: string | null;
  /** From when it says what is not so any more, by the earliest change that has an entry, ms; null where it is current, or none has. */
  readonly staleSinceMs: number | null;
}

/** An issued document, made once more. */
export interface RebuiltDocument extends JudgedDocument {
  /**
   * `same`: byte for byte from the records of now at the place of the log of then. `inputs-changed`: what it was made from is not there any more.
   * `differs`: from the same records other bytes, as another version of the product makes them.
   */
  readonly rebuilt: 'same' | 'inputs-changed' | 'differs';
  /** Whether the bytes that are kept have the digest of the entry; null where none are. */
  readonly keptIsWhole: boolean | null;
}

/** Documents that leave the house: kept, listed, and held against what is so now. */
export class IssuedDocuments {
  readonly #deps: IssuedDeps;

  constructor(deps: IssuedDeps) {
    this.#deps = deps;
  }

  /**
   * Makes a document, keeps it and enters that it left the house.
   *
   * @throws TribuneError as `Documents.print`, and INVALID_ARGUMENT for a document about one decision
   */
  async issue(wanted: WantedDocument & { readonly to: string }, asking: Asking, by: string): Promise<IssuedDocument> {
    const { acts, documents, version, nowMs } = this.#deps;
    const { to, ...what } = wanted;
    const mayShowPersons = kindNamed(what.kind).needsCounts === true && asking.sight === 'persons';
    const { document, text, type, fileName } = await documents.print(what, seenOutside(what, asking));
    const { kind, subject, view, format, options } = what;
    const bytes = utf8(text);
    const issued: IssuedDocument = {
      ...{ id: acts.newId(), kind, title: document.title, subject, view, format, options },
      ...{ digest: digestText(sha256(bytes)), bytes: bytes.length, type, fileName },
      // What may show single persons is kept by its digest: an erasure could not take it out of bytes.
      kept: !mayShowPersons && text.length <= MOST_KEPT,
      ...{ isComplete: document.isComplete, asOf: document.asOf, tool: version, records: document.records },
      ...{ to, by, atMs: nowMs() },
    };
    return acts.run(issueDocument, async (tx) => {
      await tx.issuedDocuments.insertIssued(issued, issued.kept ? text : null);
      const { id, digest, asOf, tool, kept } = issued;
      const size = asOf?.size ?? null;
      tx.enter(documentIssued({ id, kind, subject, view, format, digest, size, tool, to, kept, by }));
      return issued;
    });
  }

  /** Issued documents, the newest first, each held against the records of now; at most `MOST_LISTED`. */
  async list(query: IssuedQuery, asking: Asking): Promise<JudgedDocument[]> {
    const found = await this.#deps.store.listIssued({ ...query, limit: Math.min(query.limit, MOST_LISTED) });
    const judged: JudgedDocument[] = [];
    for (const document of found) judged.push((await this.#held(document, asking)).judged);
    return judged;
  }

  /** The bytes of an issued document. @throws TribuneError NOT_FOUND, also where its digest alone is kept, STORE_INVALID for bytes that were changed */
  async read(id: string): Promise<{ readonly document: IssuedDocument; readonly text: string }> {
    const { document, text } = await this.#find(id);
    if (text === null)
      throw new TribuneError(
        'NOT_FOUND',
        `of the document ${id} the digest alone is kept: it may show single persons`,
        {
          remedy: 'Whoever has it compares its SHA-256 with the entry document.issued.',
        },
      );
    if (digestText(sha256(utf8(text))) !== document.digest)
      throw new TribuneError('STORE_INVALID', `the bytes of the issued document ${id} were changed`, {
        remedy: 'The entry document.issued has the digest of those that left the house.',
      });
    return { document, text };
  }

  /** Makes an issued document once more, and holds it against the digest. @throws TribuneError NOT_FOUND */
  async check(id: string, asking: Asking): Promise<RebuiltDocument> {
    const { document, text } = await this.#find(id);
    const { judged, digest } = await this.#held(document, asking);
    const isSame = digest === document.digest;
    const isOld = judged.changed === null || judged.changed.length > 0;
    return {
      ...judged,
      rebuilt: isSame ? 'same' : isOld ? 'inputs-changed' : 'differs',
      keptIsWhole: text === null ? null : digestText(sha256(utf8(text))) === document.digest,
    };
  }

  async #find(id: string) {
    const found = readUuid(id, new Uint8Array(UUID_BYTES)) ? await this.#deps.store.issued(id) : null;
    if (found !== null) return found;
    throw new TribuneError('NOT_FOUND', `no document ${JSON.stringify(id.slice(0, 80))} was issued`, {
      remedy: 'tribune document issued lists those that were.',
    });
  }

  /** Makes a document of now with the place of the log, and the version of the product, of then. */
  async #held(document: IssuedDocument, asking: Asking): Promise<{ judged: JudgedDocument; digest: string | null }> {
    const { documents, enteredAt } = this.#deps;
    const { kind, subject, view, format, options, asOf, tool, records } = document;
    const wanted = { kind, subject, view, format, options };
    try {
      const now = await documents.print(wanted, seenOutside(wanted, asking), { asOf, version: tool });
      const changed = await Promise.all(
        changedInputs(records, now.document.records).map(async (one) => ({ ...one, atMs: await enteredAt(one) })),
      );
      const times = changed.flatMap(({ atMs }) => atMs ?? []);
      const staleSinceMs = times.length === 0 ? null : Math.min(...times);
      return { judged: { document, changed, notMade: null, staleSinceMs }, digest: digestText(sha256(utf8(now.text))) };
    } catch (cause) {
      if (!(cause instanceof TribuneError) || PASSING.includes(cause.code)) throw cause;
      return { judged: { document, changed: null, notMade: cause.message, staleSinceMs: null }, digest: null };
    }
  }
}

/** Errors that say nothing about a document: whoever asks again may be answered. */
const PASSING: readonly string[] = ['STORE_UNAVAILABLE', 'SERVICE_BUSY', 'INTERNAL'];

/** What leaves the house shows no small cell, in whichever view, unless a law asks for the counts; nor incidents but in the internal view. */
const seenOutside = ({ kind }: Pick<WantedDocument, 'kind'>, { reader, sight, incidents }: Asking): Asking => ({
  ...{ reader, incidents: incidents ?? false },
  sight: kindNamed(kind).needsCounts === true ? sight : 'groups',
});
