import { TribuneError } from '../../core/base/errors.js';
import { parseExact } from '../../core/base/exact-json.js';
import { type Acts, defineAct } from '../acts/index.js';
import type { AlertStore } from '../alerts/ports.js';
import { wasErased } from '../artifacts/index.js';
import type { ArtifactStore } from '../artifacts/ports.js';
import { bindTable, inferFeature, type RecordedInputs, recordsTable } from '../explanations/table/index.js';
import type { ModelStore } from '../model-store/ports.js';
import type { ManyScorer, Rescored, Scorer, Unscored } from '../replays/ports.js';
import { answersOtherwise, notPinned } from './errors.js';
import { remoteModelChecked, remoteModelEvents } from './events/index.js';
import { type PinnedVersion, pinnedVersions, type Unreadable } from './pinned-versions.js';
import { compareCanaries, isPin, type Pin, readCanaries, readPin } from './pins/index.js';
import type { AskEndpoint, CheckedEndpoint } from './ports.js';
import { shownAddress } from './shown-address.js';
import { checkSignal } from './signals.js';

export const checkRemoteModel = defineAct('remote-model.check', { enters: remoteModelEvents });

/** The acts that ask models behind a network for their canaries. */
export const remoteModelActs = [checkRemoteModel] as const;

export interface RemoteModelsDeps {
  readonly models: Pick<ModelStore, 'get' | 'head'>;
  readonly artifacts: () => Pick<ArtifactStore, 'artifact' | 'artifactsAmong'>;
  readonly ask: AskEndpoint;
  readonly acts: Acts<{ readonly alerts: Pick<AlertStore, 'raise'> }>;
  readonly nowMs: () => number;
}

/** Who asks for a check, and what for. */
export interface CheckWhy {
  readonly actor: string;
  readonly purpose: string;
  /** Whether a check that found nothing leaves no entry, as before each use; what was found otherwise is always entered. */
  readonly quiet?: boolean;
}

/**
 * Models behind a network, each known by canaries: rows whose scores were kept when it was registered. Nobody sees the weights behind an
 * address, so its answers are believed only right after it has answered the canaries as before. That is evidence and no proof: a model that
 * differs elsewhere, or that knows the canaries, passes.
 */
export class RemoteModels {
  readonly #deps: RemoteModelsDeps;

  constructor(deps: RemoteModelsDeps) {
    this.#deps = deps;
  }

  /**
   * Asks the endpoint of a version for its canaries and says what differs. A difference is entered and raises an alert, whoever asked.
   *
   * @throws TribuneError `remote-model.not-pinned`, NOT_FOUND where pin or canaries are not held or erased, MODEL_UNREACHABLE, and those of `AskEndpoint`
   */
  async check(version: string, why: CheckWhy): Promise<CheckedEndpoint> {
    const bytes = await this.#deps.models.get(version);
    if (!isPin(bytes)) {
      throw notPinned(`version ${version} is no pinned endpoint`, {
        remedy: 'Its bytes are the model itself, which are hashed whenever they are read: tribune artifact check.',
      });
    }
    return this.#check(version, readPin(bytes, version), why);
  }

  /** Those of some versions whose bytes are held and are a pin. What cannot be read is told, or thrown where nobody is to be told. */
  pinned(versions: readonly string[], unreadable?: Unreadable): Promise<PinnedVersion[]> {
    return pinnedVersions(versions, { models: this.#deps.models, artifacts: this.#deps.artifacts(), unreadable });
  }

  /** Demands that versions which are to serve answer as when they were pinned; those of other kinds pass. Throws as `check`. */
  async demandSame(versions: readonly string[], why: CheckWhy): Promise<void> {
    for (const { version } of await this.pinned(versions)) demandNoOther(await this.check(version, why));
  }

  /** Demands that the endpoint of a pin answers its canaries as when it was pinned. Throws `remote-model.answers-otherwise`, and those of `check`. */
  async demandAsPinned(version: string, pin: Uint8Array): Promise<void> {
    demandNoOther(
      await this.#check(version, readPin(pin, version), { ...BEFORE_USE, purpose: 'a decision is explained' }),
    );
  }

  /** Gives scorers that ask the endpoint of a version that is a pin, after its canaries, and leave others to the scorers given. */
  scorers(others: { readonly score: Scorer; readonly scoreMany: ManyScorer }): {
    readonly score: Scorer;
    readonly scoreMany: ManyScorer;
  } {
    const scoreMany: ManyScorer = async (request) => {
      if (!isPin(request.bytes)) return others.scoreMany(request);
      const { digest, decisions, output } = request;
      const pin = readPin(request.bytes, digest);
      demandNoOther(await this.#check(digest, pin, BEFORE_USE));
      return this.#scoreAll(pin, output, decisions);
    };
    return {
      scoreMany,
      score: async (request) => {
        if (!isPin(request.bytes)) return others.score(request);
        const { name, inputs, ...many } = request;
        const [scored] = await scoreMany({ ...many, decisions: [{ name, inputs }] });
        if ('code' in scored!) throw new TribuneError(scored.code, scored.message);
        return scored!;
      },
    };
  }

  async #check(version: string, pin: Pin, { actor, purpose, quiet = false }: CheckWhy): Promise<CheckedEndpoint> {
    const { acts, nowMs } = this.#deps;
    const canaries = readCanaries(await this.#canaryBytes(pin.canaries), pin.canaries, pin.tolerance);
    const answered = await this.#ask(pin, canaries.rows, { name: `the canaries of ${version}`, output: null });
    const compared = compareCanaries(canaries, answered, pin.tolerance);
    const { tolerance } = pin;
    const same = compared.other === 0;
    const checked: CheckedEndpoint = { version, endpoint: shownAddress(pin.endpoint), tolerance, same, ...compared };
    if (same && quiet) return checked;
    await acts.run(checkRemoteModel, async (tx) => {
      const { endpoint, rows, other } = checked;
      const greatest = Number.isFinite(checked.greatest) ? checked.greatest : null;
      tx.enter(remoteModelChecked({ version, endpoint, canaries: rows, other, greatest, tolerance, actor, purpose }));
      await tx.alerts.raise([checkSignal(checked, nowMs())]);
    });
    return checked;
  }

  async #canaryBytes(digest: string): Promise<Uint8Array> {
    const artifact = await this.#deps.artifacts().artifact(digest);
    if (artifact !== null && artifact.erasedAtMs !== null) throw wasErased(digest, artifact.erasedAtMs);
    return this.#deps.models.get(digest);
  }

  async #scoreAll(
    pin: Pin,
    output: number | null,
    decisions: readonly { readonly name: string; readonly inputs: string }[],
  ): Promise<(Rescored | Unscored)[]> {
    const scored: (Rescored | Unscored)[] = [];
    for (const { name, inputs } of decisions) {
      try {
        const [score] = await this.#ask(pin, [parseExact(inputs) as RecordedInputs], { name, output });
        scored.push({ raw: score!, linked: score!, byPlace: false });
      } catch (cause) {
        if (!(cause instanceof TribuneError) || !ABOUT_INPUTS.has(cause.code)) throw cause;
        scored.push({ code: cause.code, message: cause.message });
      }
    }
    return scored;
  }

  /** Scores of rows, one each. */
  async #ask(
    { endpoint, inputs, texts, output: pinned }: Pin,
    rows: readonly RecordedInputs[],
    { name, output }: { readonly name: string; readonly output: number | null },
  ): Promise<Float64Array> {
    const table = await recordsTable(name, rows).read({ purpose: 'inputs', columns: inputs });
    const features = inputs.map((input, j) =>
      texts.includes(input) ? inferFeature(input, table.cells[j]!, true) : { name: input },
    );
    const matrix = bindTable(table, features, { name, unseen: 'refuse' });
    const { outputs, data } = await this.#deps.ask(endpoint, { features, rows: matrix });
    const at = output ?? pinned ?? (outputs === 1 ? 0 : null);
    if (at === null || at >= outputs) throw severalScores(shownAddress(endpoint), outputs, at);
    return Float64Array.from({ length: matrix.rows }, (_, r) => data[r * outputs + at]!);
  }
}

const BEFORE_USE: CheckWhy = { actor: 'service', purpose: 'before recorded decisions are run again', quiet: true };

/** Errors that say of the inputs of one decision that they cannot be asked about. */
const ABOUT_INPUTS: ReadonlySet<string> = new Set(['DATA_COLUMN_MISSING', 'DATA_VALUE_INVALID', 'INVALID_ARGUMENT']);

/** Refuses what an endpoint says that answers its canaries otherwise. */
export function demandNoOther({ version, endpoint, other, rows, greatest }: CheckedEndpoint): void {
  if (other === 0) return;
  throw answersOtherwise(
    `the endpoint ${endpoint} answers ${other} of ${rows} canaries otherwise than when ${version} was pinned, by up to ${greatest}`,
    { remedy: 'Ask who changed the model there. A changed model is a version of its own: pin and register it.' },
  );
}

const severalScores = (address: string, outputs: number, at: number | null): TribuneError =>
  new TribuneError(
    'MODEL_INVALID',
    at === null
      ? `${address} answers ${outputs} scores a row, and the pin says of none that it is meant`
      : `${address} answers ${outputs} scores a row, and number ${at} is meant`,
    { remedy: 'Pin the endpoint with the number of the score: tribune model pin --output N.' },
  );
