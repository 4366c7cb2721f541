/** Whether records that are not the rule's are refused, or taken and marked. */
export type RuleMode = 'observe' | 'enforce';

/** What a rule says of a record. */
export interface RuleAnswer {
  /** null: the rule decides nothing about this record. */
  readonly outcome: 0 | 1 | null;
  /** Why it decides nothing; null where it decides. */
  readonly reason: string | null;
}

/** What a rule reads of a record. */
export interface HeldRecord {
  readonly subject: string;
  readonly score: number | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A rule by which a deployment decides for a stretch of time. */
export interface RuleInForce {
  readonly digest: string;
  readonly mode: RuleMode;
  readonly fromMs: number;
  /** null: it has not ended. */
  readonly untilMs: number | null;
  readonly decide: (record: HeldRecord) => RuleAnswer;
}

/** The rules of deployments, as they stood when they were read. */
export class RuleView<Rule extends RuleInForce = RuleInForce> {
  readonly #rules: ReadonlyMap<string, readonly Rule[]>;

  constructor(rules: ReadonlyMap<string, readonly Rule[]> = new Map()) {
    this.#rules = rules;
  }

  get isEmpty(): boolean {
    return this.#rules.size === 0;
  }

  /** The rule by which a deployment decides at a moment; undefined where it decides by none. */
  at(deployment: string, decidedAtMs: number): Rule | undefined {
    return this.#rules
      .get(deployment)
      ?.find(({ fromMs, untilMs }) => fromMs <= decidedAtMs && (untilMs === null || decidedAtMs < untilMs));
  }
}
