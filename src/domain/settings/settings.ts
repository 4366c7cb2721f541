import { canonicalJson } from '../../core/base/canonical-json.js';
import type { Clock, Timer } from '../../core/base/clock.js';
import { TribuneError } from '../../core/base/errors.js';
import type { Tx } from '../acts/index.js';
import type { Setting } from './define-setting.js';
import type { WantedSetting } from './document.js';
import { settingChanged } from './events/index.js';
import type { SettingStore } from './ports.js';
import { type TakesTwo, takesTwo, twoPersons } from './two-persons.js';

/** Interval at which settings are read while changes are not announced, ms. */
const POLL_MS = 1000;
/** Time for which such a reading is valid, ms; a reading may take a while. */
const BELIEVED_MS = 2 * POLL_MS;

export interface SettingsDeps {
  readonly store: SettingStore;
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  readonly onProblem: (cause: unknown) => void;
}

/** The stored text of one setting, with its value or the reason why it has none. */
type Known = { readonly text: string } & ({ readonly value: unknown } | { readonly problem: TribuneError });

interface Listener {
  readonly setting: Setting;
  readonly tell: (value: never) => void;
}

/**
 * Settings in memory, equal to those in the store: the store announces every change by any process, and settings are then read at once.
 * While it cannot announce changes, they are read every second; while it does not answer, a setting that opens something is closed.
 */
export class Settings {
  readonly #deps: SettingsDeps;
  readonly #declared: ReadonlyMap<string, Setting>;
  readonly #listeners = new Set<Listener>();
  #known: ReadonlyMap<string, Known> = new Map();
  /** Identifies the period since the store began to announce changes; null while it does not. */
  #watch: object | null = null;
  /** Whether the store announces changes, and everything was read since it began to. */
  #isFollowing = false;
  #believedUntilMs = 0;
  #reading: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #poll: Timer | null = null;
  /** Whether a reading has failed since the last successful one, so that a database that is away is reported once. */
  #hasFailed = false;
  #unwatch: () => void = () => undefined;
  #isClosed = false;

  private constructor(deps: SettingsDeps, declared: readonly Setting[]) {
    this.#deps = deps;
    this.#declared = new Map(declared.map((setting) => [setting.name, setting]));
    if (this.#declared.size < declared.length) throw fault('two rooms declare settings of one name');
  }

  /** What is stored of every setting, by name, as it is now. */
  load(): ReturnType<SettingStore['load']> {
    return this.#deps.store.load();
  }

  /** Reads the settings and begins to follow them. Throws the errors of the store. */
  static async open(deps: SettingsDeps, declared: readonly Setting[]): Promise<Settings> {
    const settings = new Settings(deps, declared);
    try {
      await settings.#readStore();
    } catch (cause) {
      // A reading that failed is followed by the next one, which nobody would ever end.
      settings.close();
      throw cause;
    }
    settings.#unwatch = deps.store.watch({
      changed: () => {
        settings.#watch ??= {};
        void settings.#reload();
      },
      lost: () => {
        settings.#watch = null;
        settings.#isFollowing = false;
        settings.#pollLater();
      },
    });
    settings.#pollLater();
    return settings;
  }

  /** All settings that the rooms declare. */
  get declared(): readonly Setting[] {
    return [...this.#declared.values()];
  }

  /**
   * The value in force, from memory. Throws `STORE_INVALID` when this version cannot read the stored document, unless the setting has a
   * value for that case.
   */
  read<Value>(setting: Setting<Value>): Value {
    this.#demandDeclared(setting);
    if (setting.whileUnknown !== undefined && !this.#isCurrent()) return setting.whileUnknown;
    const known = this.#known.get(setting.name);
    if (known === undefined) return setting.initial;
    if ('value' in known) return known.value as Value;
    if (setting.whileUnknown !== undefined) return setting.whileUnknown;
    throw new TribuneError('STORE_INVALID', `the setting that is kept cannot be read: ${known.problem.message}`, {
      remedy: `Apply it anew with tribune admin apply. ${known.problem.remedy}`,
      cause: known.problem,
    });
  }

  /** The value in the store now, for work that cannot be undone. Throws the errors of the store. */
  async readNow<Value>(setting: Setting<Value>): Promise<Value> {
    await this.#readStore();
    return this.read(setting);
  }

  /** Calls a listener with each new value, until the returned function is called. */
  onChange<Value>(setting: Setting<Value>, listener: (value: Value) => void): () => void {
    this.#demandDeclared(setting);
    const one: Listener = { setting, tell: listener };
    this.#listeners.add(one);
    return () => void this.#listeners.delete(one);
  }

  /**
   * Stores another document for a setting in the transaction of an act, with the entry that records it. Call `refresh` afterwards.
   *
   * @returns false when it is the stored document already; nothing is entered then
   */
  async keep(
    tx: Tx<{ readonly settings: SettingStore }>,
    { setting, document }: WantedSetting,
    by: string,
  ): Promise<boolean> {
    const { name } = setting;
    this.#demandDeclared(setting);
    const value = setting.parse(document);
    const isUntouched = this.#isCurrent() && !this.#known.has(name);
    if (isUntouched && canonicalJson(value) === canonicalJson(setting.initial)) return false;
    const needsTwo = await this.#takesTwo();
    if (!(await tx.settings.write(name, document))) return false;
    if (needsTwo)
      throw takesTwo('settings are changed by two persons here', {
        remedy: 'Propose them: tribune agreement propose --settings FILE; another person confirms.',
      });
    tx.enter(settingChanged({ name, value: document, by }));
    return true;
  }

  /** Whether settings take two persons. Whoever is alone turns that on, and nothing else from then on. */
  async #takesTwo(): Promise<boolean> {
    if (!this.#declared.has(twoPersons.name)) return false;
    // Another process may have turned it on a moment ago, of which no word has come yet.
    await this.#readStore();
    const before = this.#known.get(twoPersons.name);
    // A value that this version cannot read may say that two are asked for.
    return before !== undefined && (!('value' in before) || (before.value as readonly TakesTwo[]).includes('settings'));
  }

  /** Has what stands in the store now in force when it resolves, whether an act succeeded or not: a commit whose answer was lost may stand. */
  refresh(): Promise<void> {
    return this.#reload();
  }

  close(): void {
    this.#isClosed = true;
    this.#unwatch();
    this.#poll?.cancel();
    this.#listeners.clear();
  }

  #isCurrent(): boolean {
    return this.#isFollowing || this.#deps.clock.nowMs() < this.#believedUntilMs;
  }

  /** As `#readStore`, for callers to whom failures are reported elsewhere. */
  async #reload(): Promise<void> {
    await this.#readStore().catch((cause: unknown) => {
      if (!this.#isClosed && !this.#hasFailed) this.#deps.onProblem(cause);
      this.#hasFailed = true;
    });
  }

  /** Reads the store at or after this call; one reading serves all calls made while another runs. */
  #readStore(): Promise<void> {
    const read = async (): Promise<void> => {
      this.#reading = this.#next;
      this.#next = null;
      try {
        await this.#load();
      } catch (cause) {
        this.#isFollowing = false;
        throw cause;
      } finally {
        this.#reading = null;
        this.#pollLater();
      }
    };
    this.#next ??= (this.#reading ?? Promise.resolve()).then(read, read);
    return this.#next;
  }

  async #load(): Promise<void> {
    const { store, clock } = this.#deps;
    const [startedAtMs, watch] = [clock.nowMs(), this.#watch];
    const documents = await store.load();
    const before = this.#known;
    this.#known = new Map(
      [...documents].flatMap(([name, document]) => {
        const setting = this.#declared.get(name);
        return setting === undefined ? [] : [[name, knownFrom(setting, document, before.get(name))]];
      }),
    );
    this.#believedUntilMs = startedAtMs + BELIEVED_MS;
    this.#hasFailed = false;
    if (watch !== null && watch === this.#watch) this.#isFollowing = true;
    for (const listener of this.#listeners) this.#tell(listener, before);
  }

  #tell({ setting, tell }: Listener, before: ReadonlyMap<string, Known>): void {
    const known = this.#known.get(setting.name);
    if (known === before.get(setting.name)) return;
    const value = known === undefined ? setting.initial : 'value' in known ? known.value : undefined;
    if (value === undefined) return;
    try {
      tell(value as never);
    } catch (cause) {
      this.#deps.onProblem(cause);
    }
  }

  #pollLater(): void {
    this.#poll?.cancel();
    this.#poll = null;
    if (this.#isClosed || this.#isFollowing) return;
    this.#poll = this.#deps.clock.after(POLL_MS, () => this.#reload());
  }

  #demandDeclared({ name }: Setting): void {
    if (!this.#declared.has(name)) throw fault(`no room declares the setting ${name}`);
  }
}

function knownFrom(setting: Setting, document: unknown, before: Known | undefined): Known {
  const text = canonicalJson(document);
  if (before?.text === text) return before;
  try {
    return { text, value: setting.parse(document) };
  } catch (cause) {
    if (cause instanceof TribuneError) return { text, problem: cause };
    throw cause;
  }
}

const fault = (what: string): TribuneError => new TribuneError('INTERNAL', what, { remedy: 'Report this.' });
