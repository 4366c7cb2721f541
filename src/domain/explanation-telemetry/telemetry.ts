import { utf8 } from '../../core/base/bytes.js';
import { digestText } from '../../core/base/digest.js';
import { TribuneError } from '../../core/base/errors.js';
import { sha256 } from '../../core/base/sha256.js';
import { defineAct } from '../acts/index.js';
import type { Reader } from '../decisions/api/index.js';
import { byVersion } from './by-version.js';
import { explanationsSurveyed, telemetryEvents } from './events/index.js';
import {
  type AnsweredShare,
  answeredShares,
  type Multiplicity,
  multiplicityOf,
  type ReasonsOverTime,
  reasonsOverTime,
  type SensitiveShare,
  sensitiveShares,
  shownCount,
  type VersionShift,
  versionShift,
} from './measures/index.js';
import { type Coverage, PeopleReader } from './people.js';
import type { TelemetryDeps, Wanted } from './ports.js';

export const surveyExplanations = defineAct('explanations.survey', { enters: telemetryEvents });

/** People of whom other versions are asked: their intervals reach 2 points to each side, and no version takes minutes. */
const MOST_COMPARED = 2000;

/** What explanations say together. */
export interface Surveyed {
  readonly coverage: Coverage;
  readonly overTime: ReasonsOverTime;
  readonly sensitive: { readonly groups: readonly SensitiveShare[]; readonly withheld: number };
  /** What people said of their explanations. */
  readonly answers: { readonly groups: readonly AnsweredShare[]; readonly withheld: number };
  /** Null where no other version was named. */
  readonly versions: {
    /** Null where they are too few to be counted. */
    readonly people: number | null;
    readonly shifts: readonly VersionShift[];
    readonly multiplicity: Multiplicity;
  } | null;
}

/** Reads the explanations of decisions that are drawn, and says what they show together; nothing of one person is in the answer. */
export class Telemetry {
  readonly #deps: TelemetryDeps;
  readonly #people: PeopleReader;

  constructor(deps: TelemetryDeps) {
    this.#deps = deps;
    this.#people = new PeopleReader(deps);
  }

  /**
   * Surveys the explanations of a deployment.
   *
   * @throws TribuneError NOT_FOUND for a deployment or version that is not registered, STORE_INVALID
   */
  async survey(wanted: Wanted, { actor, purpose }: Reader): Promise<Surveyed> {
    const { deployment, fromMs, toMs, by, everyMs, sensitive } = wanted;
    const registry = await this.#deps.registry();
    const known = registry.deployment(deployment);
    if (known === undefined) throw unknownDeployment(deployment);
    const others = wanted.versions.map((digest) => {
      const version = registry.version(known.model, digest);
      if (version?.explain === undefined) throw unknownVersion(digest, known.model, version !== undefined);
      return { version: digest, explain: version.explain };
    });
    const { coverage, people } = await this.#people.read(wanted, registry);
    await this.#deps.acts.run(surveyExplanations, async (tx) => {
      const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString()) as [string, string];
      const digest = digestText(sha256(utf8(people.map(({ decision }) => `${decision}\n`).join(''))));
      tx.enter(explanationsSurveyed({ actor, purpose, deployment, from, to, people: people.length, by, digest }));
    });
    const compared = people.slice(0, MOST_COMPARED);
    const words = [];
    for (const other of others) words.push(await byVersion(this.#deps.maker, compared, other));
    return {
      coverage,
      overTime: reasonsOverTime(people, everyMs),
      sensitive: sensitiveShares(people, sensitive),
      answers: answeredShares(people),
      versions:
        words.length === 0
          ? null
          : {
              people: shownCount(compared.length, compared.length),
              shifts: words.map((word) => versionShift(compared, word)),
              multiplicity: multiplicityOf(compared, words),
            },
    };
  }
}

const unknownDeployment = (id: string): TribuneError =>
  new TribuneError('NOT_FOUND', `no deployment "${id}" is registered`, {
    remedy: 'Name one that is registered: `GET /v1/registry` has them all.',
  });

const unknownVersion = (digest: string, model: string, isKnown: boolean): TribuneError =>
  isKnown
    ? new TribuneError('NOT_FOUND', `nothing is registered with which version ${digest} is explained`, {
        remedy: 'Register it with `explain: { background: sha256:... }`.',
      })
    : new TribuneError('NOT_FOUND', `the model ${model} has no version ${digest}`, {
        remedy: 'Name versions of the model of the deployment, as registered.',
      });
