import { TribuneError } from '../../core/base/errors.js';
import { type Basis, makeExplanations, openBasis } from '../../domain/explained-decisions/making/index.js';
import type { ExplainAnswer, ExplainRequest } from '../../domain/explained-decisions/ports/index.js';
import {
  type Asking,
  type EndpointBasis,
  explainByEndpoint,
  openEndpointBasis,
} from '../../domain/remote-explanations/index.js';
import { isPin } from '../../domain/remote-models/pins/index.js';
import type { AskEndpoint } from '../../domain/remote-models/ports.js';
import { remoteAsker } from '../model-servers/index.js';
import type { ExplainerPlace } from './place.js';
import { withTable } from './with-table.js';

/** Time for which a version stays open that nobody asks about, ms: files that hold persons are in memory no longer. */
const IDLE_MS = 600_000;
/** Versions that stay open: one that many decisions are asked about, and those before it. */
const MOST_OPEN = 4;

/** Longest time in which an endpoint is asked for the explanations of one request, ms: a slow one keeps others waiting that long and no longer. */
const MOST_ASKING_MS = 120_000;

/** A version that is open, by its bytes or as an endpoint. */
type Opened = { readonly basis: Basis } | { readonly endpoint: EndpointBasis };

/** Explains decisions by versions that stay open, the last ones that were asked for. */
export class OpenBases {
  readonly #folder: string;
  readonly #endpoints: Asking | null;
  readonly #open = new Map<string, { readonly opened: Opened; readonly idle: NodeJS.Timeout }>();

  /**
   * Opens nothing yet.
   *
   * @param place its folder is for the people to compare with while they are read, which holds nothing afterwards
   */
  constructor({ folder, endpoints }: ExplainerPlace) {
    this.#folder = folder;
    this.#endpoints = endpoints && { ask: remoteAsker(endpoints), evaluations: endpoints.evaluations };
  }

  async explain(request: ExplainRequest): Promise<ExplainAnswer> {
    const open = this.#open.get(request.basis);
    open?.idle.refresh();
    const asking = this.#endpoints && { ...this.#endpoints, ask: inTime(this.#endpoints.ask) };
    const opened = open?.opened ?? (await this.#opened(request, asking));
    if (opened === null) return { kind: 'files-wanted' };
    if ('basis' in opened) {
      const { basis } = opened;
      return { kind: 'made', facts: basis.facts, made: await makeExplanations(basis, request) };
    }
    const { endpoint } = opened;
    const made = await explainByEndpoint(endpoint, request.decisions, asking!.ask);
    return { kind: 'made', facts: endpoint.facts, made };
  }

  async #opened(
    { basis: name, files, version, explain }: ExplainRequest,
    asking: Asking | null,
  ): Promise<Opened | null> {
    if (files === null) return null;
    const endpoints = isPin(files.model) ? asking : null;
    const what = { version, explain };
    const opened = await withTable(
      this.#folder,
      files.background,
      `the background ${explain.background}`,
      async (people): Promise<Opened> =>
        endpoints === null
          ? { basis: await openBasis(what, files, people) }
          : { endpoint: await openEndpointBasis(what, files, { ...endpoints, background: people }) },
    );
    this.#open.set(name, { opened, idle: setTimeout(() => this.forget(name), IDLE_MS).unref() });
    if (this.#open.size > MOST_OPEN) this.forget(this.#open.keys().next().value!);
    return opened;
  }

  /** Closes a version; nothing happens where it is not open. */
  forget(name: string): void {
    clearTimeout(this.#open.get(name)?.idle);
    this.#open.delete(name);
  }
}

/** Asks an endpoint until a time is over. Throws MODEL_UNREACHABLE afterwards. */
function inTime(ask: AskEndpoint): AskEndpoint {
  const untilMs = performance.now() + MOST_ASKING_MS;
  return async (endpoint, asked) => {
    if (performance.now() < untilMs) return ask(endpoint, asked);
    throw new TribuneError(
      'MODEL_UNREACHABLE',
      `an explanation took more than ${MOST_ASKING_MS / 1000} s of asking the endpoint of its version`,
      { remedy: 'Have the endpoint answer sooner, or lower `explanations.remoteEvaluations` in tribune.yaml.' },
    );
  };
}
