import { digestText } from '../../core/base/digest.js';
import { TribuneError } from '../../core/base/errors.js';
import type { Acts } from '../acts/index.js';
import type { NoticeRecord } from '../notices/index.js';
import { answerBy, contestableUntil, type Decided, type Oversight, redressIn } from '../oversight/index.js';
import { endMessage } from './acts/index.js';
import { messageFailed, messageSent } from './events/index.js';
import {
  type Address,
  AGAIN_MS,
  MESSAGE_KINDS,
  MESSAGE_LIMITS,
  type MessageKind,
  type MessageRecord,
  type MessageWay,
  messageId,
  messageIncomplete,
  messageNoWay,
  type StoredMessage,
  type WrittenMessage,
  waitingMessage,
} from './model/index.js';
import type { MessageSent, PersonMessageStore, RemoveFiles, SendMessage } from './ports/index.js';
import { removeAbout } from './remove-about.js';
import { type MessageCrypto, openPart, sealPart } from './sealing.js';
import { type MessageField, type MessageValues, type Missing, missingIn, writeMessage } from './texts/index.js';

interface MessageStores {
  readonly personMessages: PersonMessageStore;
}

/** Who sends the messages, as people are told. */
export interface Sender {
  readonly name: string | null;
  readonly address: string | null;
  readonly contact: string | null;
}

export interface PersonMessagesDeps {
  readonly acts: Pick<Acts<MessageStores>, 'run'>;
  readonly store: PersonMessageStore;
  readonly oversight: Pick<Oversight, 'decision' | 'find' | 'lead'>;
  /** How messages are sent; null for a way that is not declared. */
  readonly ways: Readonly<Record<MessageWay, SendMessage | null>>;
  /** Removes what the way by a folder wrote; null where there is none. */
  readonly removeFiles: RemoveFiles | null;
  readonly sender: Sender;
  /** Where people open the service; null where that is not declared. */
  readonly publicUrl: string | null;
  /** Path of the link that a code opens. */
  readonly linkPath: (code: string) => string;
  /** Age at which a message that could not be sent is given up, ms. */
  readonly giveUpMs: number;
  readonly crypto: MessageCrypto;
  readonly nowMs: () => number;
  readonly onProblem: (cause: Error) => void;
}

/** Name by which entries say that a message told the person. */
const BY_MESSAGE = 'message';

/** Where what a message has to say is declared. */
const WHERE: Readonly<Partial<Record<MessageField, string>>> = {
  sender: 'messages.sender.name in tribune.yaml',
  address: 'messages.sender.address in tribune.yaml',
  contact: 'notices.contact in tribune.yaml',
  link: 'http.publicUrl in tribune.yaml',
  page: 'http.publicUrl in tribune.yaml',
  system: 'the system of the deployment in the registry',
  purpose: 'the purpose of the system in the registry',
};

/** Stands for what is known only once a message is written. */
const LATER: MessageValues = Object.fromEntries(
  (['code', 'linkUntil', 'case', 'openedOn', 'answerBy', 'redress'] as const).map((field) => [field, '…']),
);

/**
 * Tells people of decisions about them, that their appeal came, and how it ended, by e-mail or through a system of whoever decided. A message waits
 * in the database, sealed, until it is taken; one that is sent again has the same id. That the outcome was sent counts as told.
 */
export class PersonMessages {
  readonly #deps: PersonMessagesDeps;
  #counts = { waiting: 0, failed: 0 };

  constructor(deps: PersonMessagesDeps) {
    this.#deps = deps;
  }

  /**
   * Prepares to tell the person of a notice; what it gives is called in the act that makes the notice. Every message that may follow must be whole
   * before the first one is sent.
   *
   * @throws TribuneError INVALID where the way is not declared, or a message would lack something; DECISION_UNKNOWN
   */
  async sending(
    { decision, language }: { readonly decision: string; readonly language: string },
    address: Address,
  ): Promise<(tx: object, made: MadeNotice) => Promise<void>> {
    if (this.#deps.ways[address.by] === null) throw noWay(address.by);
    const { decided, key } = await this.#deps.oversight.decision(decision);
    for (const kind of MESSAGE_KINDS) {
      const missing = missingIn({ ...decided, kind, language }, { ...this.#values(decided, language), ...LATER });
      if (missing.length > 0) throw incomplete(kind, missing);
    }
    return async (tx, { record, code, untilMs }) => {
      const { personMessages: messages } = tx as MessageStores;
      const { id: notice } = record;
      const { crypto, nowMs } = this.#deps;
      const sealed = sealPart(crypto, key, { part: 'address', id: notice, plain: address });
      await messages.saveAddress({ notice, decision: record.decision, by: address.by, language, sealed });
      await dropLinks(messages, notice);
      const of = { kind: 'notice', notice, decision: record.decision, case: null, by: address.by } as const;
      const waiting = waitingMessage({ ...of, id: messageId('notice', `${notice} ${code}`), nowMs: nowMs() });
      const values = {
        ...this.#values(decided, language),
        ...{ code, link: this.#at(this.#deps.linkPath(code)), linkUntil: day(language, untilMs) },
      };
      await messages.add(this.#written(waiting.record, { key, address, language, values }));
    };
  }

  /** A link of the notice was replaced: what waits with the one before is not sent, as it opens nothing any longer. */
  async linkReplaced(notice: string): Promise<void> {
    // The new link stands, and is told once: a row that cannot be read does not keep it from whoever asked.
    await dropLinks(this.#deps.store, notice).catch((cause: unknown) => this.#deps.onProblem(cause as Error));
  }

  /** Messages about a notice, without what they say and where they go, the oldest first. */
  async ofNotice(notice: string): Promise<MessageRecord[]> {
    return (await this.#deps.store.ofNotice(notice)).map(({ record }) => record);
  }

  /** Whether an address is held to which messages about a decision go, also where none is held any longer. */
  async hasAddress(decision: string): Promise<boolean> {
    return (await this.#deps.store.addressOf(decision)) !== null;
  }

  /** How many messages waited and were given up, at the last look. */
  get counts(): { readonly waiting: number; readonly failed: number } {
    return this.#counts;
  }

  /** Sends what is due; gives how many messages were taken. */
  async look(): Promise<number> {
    const { store } = this.#deps;
    const taken = await this.#tellAll(await this.#due());
    this.#counts = await store.counts();
    return taken;
  }

  /** A page of what is due. Rows that were changed are told of once and set aside, however many they are, so that none of ours waits behind them. */
  async #due(): Promise<readonly StoredMessage[]> {
    const { store, nowMs, onProblem } = this.#deps;
    for (;;) {
      const { messages, changed } = await store.due(nowMs(), MESSAGE_LIMITS.page);
      if (changed.length === 0) return messages;
      onProblem(new Error(`messages to people were changed in the database: ${changed.join(', ')}`));
      await store.setAside(changed);
      if (messages.length > 0) return messages;
    }
  }

  async #tellAll(messages: readonly StoredMessage[]): Promise<number> {
    let taken = 0;
    for (let at = 0; at < messages.length; at += MESSAGE_LIMITS.atOnce) {
      const group = messages.slice(at, at + MESSAGE_LIMITS.atOnce);
      const results = await Promise.all(group.map((message) => this.#tellSafely(message)));
      taken += results.filter((result) => result === 'sent').length;
      // A receiver that took none of so many would take no other one now: the next look tries the rest.
      if (results.length === MESSAGE_LIMITS.atOnce && results.every((result) => result === 'failed')) break;
    }
    return taken;
  }

  /** Removes what is left of addresses and messages whose decision was erased, which nobody can open any longer; gives how many rows. */
  async removeErased(isErased: (decision: string) => Promise<boolean>): Promise<number> {
    const { store } = this.#deps;
    let removed = 0;
    for (let after: string | null = null; ; ) {
      const page: readonly string[] = await store.decisions(after, MESSAGE_LIMITS.page);
      for (const decision of page) if (await isErased(decision)) removed += await removeAbout(this.#deps, decision);
      if (page.length < MESSAGE_LIMITS.page) return removed;
      after = page.at(-1)!;
    }
  }

  async #tellSafely(message: StoredMessage): Promise<'sent' | 'failed' | 'dropped'> {
    try {
      return await this.#tell(message);
    } catch (cause) {
      const { decision } = message.record;
      if (cause instanceof TribuneError && cause.code === 'DECISION_UNKNOWN') {
        await removeAbout(this.#deps, decision);
        return 'dropped';
      }
      this.#deps.onProblem(cause as Error);
      const code = cause instanceof TribuneError ? cause.code : 'INTERNAL';
      if (code === 'STORE_UNAVAILABLE') return 'failed';
      // Whatever else keeps it from being told, such as a change in the database, it waits behind others, is given up in its time, and is told by an entry.
      const problem = code === 'STORE_INVALID' ? 'it cannot be read as it is stored' : `it cannot be told (${code})`;
      return this.#failed(message.record, { ok: false, problem, isFinal: false });
    }
  }

  async #tell({ record, sealed }: StoredMessage): Promise<'sent' | 'failed' | 'dropped'> {
    const { crypto, oversight, store } = this.#deps;
    const { decided, key } = await oversight.decision(record.decision);
    const whole = sealed === null ? await this.#write(record, decided, key) : { record, sealed };
    if (whole === 'none') {
      await store.remove(record.id);
      return 'dropped';
    }
    if (typeof whole === 'string') return this.#failed(record, { ok: false, problem: whole, isFinal: false });
    const text = openPart(crypto, key, { part: 'text', id: record.id, sealed: whole.sealed! });
    const { id, kind, notice, decision, case: of } = record;
    const send = this.#deps.ways[text.by];
    const sent =
      send === null
        ? ({ ok: false, problem: `no way by ${text.by} is declared any longer`, isFinal: false } as const)
        : await send({ ...text, id, kind, notice, decision, case: of });
    if (!sent.ok) return this.#failed(record, sent);
    if (kind === 'outcome') await this.#noteTold(of!);
    await this.#end(record, (now) => ({
      change: { state: 'sent', problem: null, attempts: now.attempts + 1 },
      event: messageSent({
        ...eventOf(record),
        ...{ texts: text.texts, digest: digestText(crypto.sha256(whole.sealed!)) },
      }),
    }));
    // What was erased while its file was written left no row that names the file.
    if (text.by === 'folder' && (await store.find(id)) === null) await this.#deps.removeFiles?.([id]);
    return 'sent';
  }

  /**
   * Writes a message about a case, and keeps it, so that it says the same whenever it is sent again. `none` where it tells of nothing that the person
   * asked for, or that the outcome tells as well; a text that says what it lacks.
   */
  async #write(record: MessageRecord, decided: Decided, key: Uint8Array): Promise<StoredMessage | string> {
    const { crypto, oversight, store } = this.#deps;
    const { kind } = record;
    const stored = await store.addressOf(record.decision);
    if (stored === null) return 'none';
    const about = await oversight.find(record.case!);
    if (about.origin !== 'appeal' || about.known !== undefined) return 'none';
    if ((kind === 'acknowledgement') === (about.settlement !== null)) return 'none';
    const { language } = stored;
    const dueMs = answerBy(about);
    const values = {
      ...this.#values(decided, language),
      ...{ case: about.id, openedOn: day(language, about.openedAtMs), redress: redressIn(decided.places, language) },
      answerBy: dueMs === null ? null : day(language, dueMs),
    };
    const missing = missingIn({ ...decided, kind, language }, values);
    if (missing.length > 0) return `it lacks ${lackOf(missing)}`;
    const address = openPart(crypto, key, { part: 'address', id: stored.notice, sealed: stored.sealed });
    const written = this.#written(record, { key, address, language, values });
    await store.save(written);
    return written;
  }

  #written(
    record: MessageRecord,
    of: {
      readonly key: Uint8Array;
      readonly address: Address;
      readonly language: string;
      readonly values: MessageValues;
    },
  ): StoredMessage {
    const plain: WrittenMessage = { ...of.address, ...writeMessage(record.kind, of.language, of.values) };
    return { record, sealed: sealPart(this.#deps.crypto, of.key, { part: 'text', id: record.id, plain }) };
  }

  #values({ system, purpose, places, decidedAtMs }: Decided, language: string): MessageValues {
    const { name: sender, ...more } = this.#deps.sender;
    const page = this.#at('/notice');
    const contestUntil = day(language, contestableUntil(places, decidedAtMs));
    return { sender, ...more, system, purpose, page, link: page, decidedOn: day(language, decidedAtMs), contestUntil };
  }

  #at(path: string): string | null {
    const { publicUrl } = this.#deps;
    return publicUrl === null ? null : `${publicUrl}${path}`;
  }

  /**
   * The case is told; where somebody told it before, that stands. Where it cannot be noted otherwise, that is reported, and nobody is written to
   * once more: the clock of the case goes on until somebody notes it.
   */
  async #noteTold(id: string): Promise<void> {
    await this.#deps.oversight.lead(id, 'notify', BY_MESSAGE).catch((cause: unknown) => {
      const code = cause instanceof TribuneError ? cause.code : null;
      if (code === 'STORE_UNAVAILABLE') throw cause;
      if (code !== 'CONFLICT') this.#deps.onProblem(cause as Error);
    });
  }

  async #failed(record: MessageRecord, { problem, isFinal }: MessageSent & { readonly ok: false }): Promise<'failed'> {
    const { giveUpMs, nowMs } = this.#deps;
    const attempts = record.attempts + 1;
    if (isFinal || nowMs() - record.madeAtMs >= giveUpMs) {
      await this.#end(record, () => ({
        change: { state: 'failed', problem, attempts },
        event: messageFailed({ ...eventOf(record), attempts, problem }),
      }));
      return 'failed';
    }
    const nextAtMs = nowMs() + AGAIN_MS[Math.min(attempts, AGAIN_MS.length) - 1]!;
    // What it says was kept when it was written, which may have been in this look.
    const now = await this.#deps.store.find(record.id);
    if (now?.record.state === 'waiting')
      await this.#deps.store.save({ ...now, record: { ...now.record, attempts, nextAtMs, problem } });
    return 'failed';
  }

  /** Ends a message with its entry; what it said is gone then. */
  async #end(record: MessageRecord, ending: (now: MessageRecord) => Ending): Promise<void> {
    await this.#deps.acts.run(endMessage, async (tx) => {
      const now = await tx.personMessages.lock(record.id);
      if (now?.record.state !== 'waiting') return;
      const { change, event } = ending(now.record);
      await tx.personMessages.save({
        record: { ...now.record, ...change, endedAtMs: this.#deps.nowMs() },
        sealed: null,
      });
      tx.enter(event);
    });
  }
}

/** Removes messages that wait with a link of a notice. */
async function dropLinks(messages: Pick<PersonMessageStore, 'ofNotice' | 'remove'>, notice: string): Promise<void> {
  for (const { record } of await messages.ofNotice(notice))
    if (record.kind === 'notice' && record.state === 'waiting') await messages.remove(record.id);
}

/** A notice as the act that makes it hands it on. */
interface MadeNotice {
  readonly record: Pick<NoticeRecord, 'id' | 'decision'>;
  readonly code: string;
  readonly untilMs: number;
}

interface Ending {
  readonly change: Pick<MessageRecord, 'state' | 'problem' | 'attempts'>;
  readonly event: ReturnType<typeof messageSent> | ReturnType<typeof messageFailed>;
}

const eventOf = ({ id: message, kind, notice, decision, by, case: of }: MessageRecord) => ({
  ...{ message, kind, notice, decision, by },
  ...(of !== null && { case: of }),
});

/** A day by UTC, in words of a language. */
const day = (language: string, ms: number): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone: 'UTC' }).format(ms);

const lackOf = (missing: readonly Missing[]): string =>
  missing.map(({ field, duty }) => `${field} (${duty})`).join(', ');

const incomplete = (kind: MessageKind, missing: readonly Missing[]): Error =>
  messageIncomplete(`the ${kind} to the person lacks ${lackOf(missing)}, so nothing is sent`, {
    remedy: `Declare ${[...new Set(missing.map(({ field }) => WHERE[field] ?? field))].join(', ')}.`,
  });

const noWay = (by: MessageWay): Error =>
  messageNoWay(`messages to people cannot be sent by ${by}: the configuration declares none`, {
    remedy: `Declare messages.${by} in tribune.yaml, or leave "send" out and send the link yourself.`,
  });
