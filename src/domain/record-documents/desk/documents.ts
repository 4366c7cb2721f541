import { utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { StoredAudits } from '../../audits/recorded/index.js';
import type { Reader } from '../../decisions/api/index.js';
import { dataId } from '../../lineage/index.js';
import type { DocumentView, RecordDocument } from '../frame/index.js';
import { type DocumentOptions, demandOptions, documentOf, formOf, kindNamed } from '../kinds/index.js';
import { periodOf, registeredSubject } from '../records/index.js';
import {
  keepStatement,
  LONGEST_STATEMENT,
  type StatedThing,
  type Statement,
  type StatementActs,
} from '../statements/index.js';
import { type StatementField, statementField } from '../templates/index.js';
import { bundleOf } from './bundles.js';
import { type DecisionSources, decisionRecords, type NoRecords } from './decision-records.js';
import { recordsOf } from './read-records.js';
import { type DocumentState, type StandingDocument, standingOf, statesOf } from './states.js';

export interface DocumentsDeps extends Omit<DecisionSources, 'audits'> {
  readonly audits: Pick<StoredAudits, 'list' | 'read' | 'look'>;
  readonly acts: StatementActs;
  /** Version of the product, which documents name. */
  readonly version: string;
}

/** Which document is wanted. */
export interface WantedDocument {
  readonly kind: string;
  readonly subject: string;
  readonly view: DocumentView;
  readonly format: string;
  readonly options: DocumentOptions;
}

/** Who asks, whether they may see every cell of an audit, and whether they may read incidents; where nobody says so, they may not. */
export interface Asking {
  readonly reader: Reader;
  readonly sight: 'persons' | 'groups';
  readonly incidents?: boolean;
}

/** A document with what it was printed as. */
export interface PrintedDocument {
  readonly document: RecordDocument;
  readonly text: string;
  readonly type: string;
  /** Name under which it is saved. */
  readonly fileName: string;
}

/** What somebody says for a field. */
export interface SaidForField {
  readonly subject: string;
  readonly field: string;
  readonly text: string;
}

/** Documents as views of records, and what people say where no record answers. */
export class Documents {
  readonly #deps: DocumentsDeps;

  constructor(deps: DocumentsDeps) {
    this.#deps = deps;
  }

  /**
   * Makes a document and prints it. Whoever reads audits with it is noted in the log of reads.
   *
   * @param as the place of the log, and the version of the product, that it names in place of those of now, as one that was made then
   * @throws TribuneError NOT_FOUND, INVALID_ARGUMENT for a format that the kind does not have
   */
  async print(
    wanted: WantedDocument,
    { sight: own, incidents = false, reader }: Asking,
    as?: Pick<RecordDocument, 'asOf'> & { readonly version: string },
  ): Promise<PrintedDocument> {
    const { kind: name, subject, view, format, options } = wanted;
    const kind = kindNamed(name);
    const form = formOf(kind, format);
    if (kind.about === 'decision')
      throw new TribuneError('INVALID_ARGUMENT', `a ${name} is about one decision`, {
        remedy: 'Ask for it by the decision: GET /v1/decisions/ID/documents/KIND.',
      });
    // A small cell may be one person, so that what goes outside is made of audits that hide these, unless a law asks for the counts.
    const sight = view === 'internal' || kind.needsCounts === true ? own : 'groups';
    demandOptions(kind, options);
    const period = kind.about === 'period' ? periodOf(options, { sight, nowMs: this.#deps.nowMs() }) : undefined;
    const read = await recordsOf(subject, this.#deps, { reader, sight, incidents, about: kind.about, period });
    const records = as === undefined ? read : { ...read, asOf: as.asOf };
    const document = documentOf(kind, records, { view, options, version: as?.version ?? this.#deps.version });
    const text = form.print(document, records);
    return { document, text, type: form.type, fileName: fileName(name, subject, form.ending) };
  }

  /**
   * Makes a document about one decision and prints it; whoever reads the decision is noted.
   *
   * @throws TribuneError NOT_FOUND, INVALID_ARGUMENT for a kind that is not about decisions
   */
  async printOfDecision(wanted: Omit<WantedDocument, 'options'>, reader: Reader): Promise<PrintedDocument | NoRecords> {
    const { kind: name, subject, view, format } = wanted;
    const kind = kindNamed(name);
    const form = formOf(kind, format);
    if (kind.about !== 'decision')
      throw new TribuneError('INVALID_ARGUMENT', `a ${name} is not about one decision`, {
        remedy: `Ask for it by what it is about: GET /v1/documents/${name}?subject=...`,
      });
    const records = await decisionRecords(subject, this.#deps, reader);
    if (typeof records === 'string') return records;
    const document = documentOf(kind, records, {
      view,
      version: this.#deps.version,
      options: { sex: null, race: null },
    });
    const text = form.print(document, records);
    return { document, text, type: form.type, fileName: fileName(name, subject, form.ending) };
  }

  /**
   * How every document about something registered stands: what is missing with who can say it, and what is out of date, as whoever asks would find it
   * in the internal view.
   *
   * @throws TribuneError NOT_FOUND
   */
  async states(
    subject: string,
    { reader, sight, incidents = false }: Asking,
  ): Promise<{ readonly system: string | null; readonly states: readonly DocumentState[] }> {
    const records = await recordsOf(subject, this.#deps, { reader, sight, incidents, about: 'registered' });
    const states = statesOf(records, { view: 'internal', version: this.#deps.version });
    return { system: records.system?.value.id ?? null, states };
  }

  /**
   * How documents of some kinds about something registered stand, for what is shown to nobody, such as a gate: nothing is noted, and the log is not
   * signed for it.
   *
   * @throws TribuneError NOT_FOUND
   */
  async standing(
    subject: string,
    kinds: readonly string[],
  ): Promise<{ readonly documents: readonly StandingDocument[]; readonly asOf: number | null }> {
    const { audits, log } = this.#deps;
    const unnoted: DecisionSources = {
      ...this.#deps,
      audits: { list: (query) => audits.list(query), read: (id, sight) => audits.look(id, sight) },
      log: {
        publish: async () => undefined,
        checkpoint: (name) => log.checkpoint(name),
        verifierKey: (name) => log.verifierKey(name),
      },
    };
    const reader: Reader = { actor: 'service', purpose: 'gate' };
    const records = await recordsOf(subject, unnoted, {
      reader,
      sight: 'persons',
      incidents: true,
      about: 'registered',
    });
    const head = { view: 'internal', version: this.#deps.version } as const;
    return { documents: standingOf(records, kinds, head), asOf: records.asOf?.size ?? null };
  }

  /** Packs everything about something registered as a bundle: documents, audits, checkpoint, manifest and a page that checks them. */
  async bundle(
    { subject, view }: Pick<WantedDocument, 'subject' | 'view'>,
    { sight, incidents = false, reader }: Asking,
  ): Promise<Uint8Array> {
    const seen = view === 'internal' ? sight : 'groups';
    const records = await recordsOf(subject, this.#deps, { reader, sight: seen, incidents, about: 'registered' });
    return bundleOf(records, 'registered', { view, version: this.#deps.version, log: this.#deps.log });
  }

  /** Packs the evidence on one decision: the documents about it, and its receipt. */
  async bundleOfDecision(id: string, view: DocumentView, reader: Reader): Promise<Uint8Array | NoRecords> {
    const { reading, log, version } = this.#deps;
    const records = await decisionRecords(id, this.#deps, reader);
    if (typeof records === 'string') return records;
    const receipt = await reading.receipt(id);
    if (receipt.status !== 'ready') return receipt.status;
    const more = [{ path: `receipts/${id.toLowerCase()}.tlog-proof`, bytes: utf8(receipt.text) }];
    return bundleOf(records, 'decision', { view, version, log, more });
  }

  /**
   * Keeps what somebody says for a field, with its entry. What was said before stays under its own entry; documents show the newest.
   *
   * @throws TribuneError NOT_FOUND, INVALID for a subject that is not what the field is about, or for an empty or too long text
   */
  async state({ subject, field, text }: SaidForField, by: string): Promise<Statement> {
    const asked = statementField(field);
    if (text.trim() === '' || text.length > LONGEST_STATEMENT)
      throw new TribuneError(
        'INVALID',
        `a statement has 1 to ${LONGEST_STATEMENT} characters, and this one ${text.length}`,
        {
          remedy: 'Say it in a paragraph or two, and name the document that says more.',
        },
      );
    const thing = await this.#thingOf(subject, asked);
    return keepStatement(this.#deps.acts, { ...thing, field, text, by, saidAtMs: this.#deps.nowMs() });
  }

  async #thingOf(subject: string, { id: field, about }: StatementField): Promise<StatedThing> {
    const { registry, lineage, nowMs } = this.#deps;
    if (about === 'data') {
      const exact = await lineage.data({ name: subject, isWhole: true, after: null, limit: 2 });
      if (exact.length === 1) return { about, id: dataId(exact[0]!) };
      throw notAbout(subject, field, about);
    }
    const snapshot = await registry();
    // A system and its model may have one name; what the field is about says which of them is meant.
    if (about !== 'version') {
      const named = (about === 'system' ? snapshot.systems : snapshot.models).find((one) => one.id === subject);
      if (named !== undefined) return { about, id: named.id };
    }
    const found = registeredSubject(subject, snapshot, nowMs());
    const id = about === 'version' ? found.version?.digest : found[about]?.id;
    if (id === undefined) throw notAbout(subject, field, about);
    return { about, id };
  }
}

const notAbout = (subject: string, field: string, about: string): TribuneError =>
  new TribuneError(
    'INVALID',
    `${field} is said of a ${about === 'data' ? 'data set' : about}, and "${subject}" leads to no single one`,
    {
      remedy:
        about === 'version'
          ? 'Name a version: MODEL@LABEL, or a deployment.'
          : `Name the ${about === 'data' ? 'id of the data set' : about}.`,
    },
  );

/** A name of a file that is the same on every system; what a subject holds beyond letters and digits becomes a dash. */
const LONGEST_NAME = 80;
const fileName = (kind: string, subject: string, ending: string): string =>
  `${kind}-${
    subject
      .replace(/[^A-Za-z0-9.]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, LONGEST_NAME) || 'subject'
  }.${ending}`;
