import type { Source } from './source.js';

/** Meaning of the model's answer for the person. */
export type OutcomeRule =
  /** The value itself is 0, 1, false or true, or is in one of two lists. */
  | { readonly from: Source; readonly ones?: readonly Scalar[]; readonly zeros?: readonly Scalar[] }
  /** The value as it came, where the deployment decides more than 0 or 1. */
  | { readonly value: Source }
  /** The score is compared with a bound: 1 when `score >= bound`, with `below` when `score < bound`. */
  | { readonly when: 'atLeast' | 'below'; readonly bound: number | 'cutoff' };

export type Scalar = string | number | boolean;

/** Criteria for inference events. An absent field matches anything. */
export interface KserveMatch {
  readonly service: string;
  readonly namespace?: string;
  readonly endpoint?: string;
}

/** How events of one deployment become decision records. */
export interface Mapping {
  readonly deployment: string;
  readonly kserve?: KserveMatch;
  /** Attributes of a log record or its resource that must have these values. */
  readonly otlp?: Readonly<Record<string, string>>;
  readonly id?: Source;
  readonly subject: Source;
  readonly score?: Source;
  readonly cutoff?: number | Source;
  readonly outcome: OutcomeRule;
  /** The stage that this model decides on, where the deployment declares stages. */
  readonly stage?: string;
  /** Reference of the application or the like, where a subject goes through the stages several times. */
  readonly case?: Source;
  /** The list that the candidate is in, and how many candidates it has, where the deployment declares rankings. */
  readonly list?: Source;
  readonly listSize?: number | Source;
  readonly attributes?: Readonly<Record<string, Source>>;
  /** Inputs of the record; `all` leaves out subject, case, list and attributes. */
  readonly inputs: 'all' | 'none' | Readonly<Record<string, Source>>;
  /** Digest `sha256:...` of the version, for a canary that serves another version than the deployment's active one. */
  readonly version?: string;
  readonly route: 'automatic' | 'reviewed' | 'fallback';
  readonly jurisdiction?: string;
}

/** The source of a decision: one row of an inference, or one log record. */
export interface Row {
  /** The value of a source; undefined when there is none. */
  value(source: Source): unknown;
  /** All inputs by name, for `inputs: all`. */
  inputs(): Readonly<Record<string, unknown>>;
}

/** The mapping for an inference event, the most specific first; undefined when none fits. */
export function kserveMapping(
  mappings: readonly Mapping[],
  event: { readonly service: string; readonly namespace: string; readonly endpoint: string },
): Mapping | undefined {
  const exactness = ({ kserve }: Mapping): number =>
    (kserve?.namespace === undefined ? 0 : 1) + (kserve?.endpoint === undefined ? 0 : 1);
  return mappings
    .filter(
      ({ kserve }) =>
        kserve !== undefined &&
        kserve.service === event.service &&
        (kserve.namespace ?? event.namespace) === event.namespace &&
        (kserve.endpoint ?? event.endpoint) === event.endpoint,
    )
    .toSorted((a, b) => exactness(b) - exactness(a))[0];
}
