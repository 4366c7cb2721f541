import {
  coversPlace,
  type GateRule,
  type GateSubject,
  type GateView,
  openAt,
  refusalOf,
  spansOf,
} from '../../core/gates/index.js';
import { type DecisionFields, RecordFault } from '../records/index.js';
import type { GateCounts, GateOutcome, OutcomeCounts } from './counts.js';

type GatedFields = Pick<DecisionFields, 'version' | 'decidedAtMs' | 'route' | 'jurisdiction'>;

/**
 * Holds the records of one body against the gates of their deployments. What decides is looked up when it changes; for every record beside it
 * only times are compared, so that a gate that is open by nothing but time is closed by it, whatever any job did.
 */
export class GateDoor {
  readonly #view: GateView;
  readonly #nowMs: number;
  readonly #counts: GateCounts;
  #deployment = '';
  #rule: GateRule | undefined;
  #spans: ReturnType<typeof spansOf> = [];
  #counted: OutcomeCounts | null = null;
  /** The stretch of time in which the gate is open now, ms; an empty one where it is closed. */
  #fromMs = 0;
  #untilMs = 0;

  constructor(view: GateView, nowMs: number, counts: GateCounts) {
    this.#view = view;
    this.#nowMs = nowMs;
    this.#counts = counts;
  }

  /** Says what decides in the records that follow. */
  next(deployment: string, subject: GateSubject): void {
    this.#deployment = deployment;
    this.#rule = this.#view.of(deployment);
    if (this.#rule === undefined) return;
    this.#spans = spansOf(this.#rule, subject);
    this.#counted = this.#counts.of(deployment, this.#rule.mode);
    const now = openAt(this.#spans, this.#nowMs);
    [this.#fromMs, this.#untilMs] = now === undefined ? [0, 0] : [now.fromMs, now.untilMs];
  }

  /**
   * Lets a record pass, or throws `RecordFault` where its gate refuses it. A gate that only observes counts and lets everything pass.
   * Where a fallback decided and no version is named, no version decided, so that nothing is held against the gate of one.
   */
  pass(fields: GatedFields): void {
    const rule = this.#rule;
    if (rule === undefined) return;
    // Nearly every decision is of the time in which the gate is open now, and needs no more than two comparisons.
    const { decidedAtMs } = fields;
    if (
      rule.places === null &&
      this.#fromMs <= decidedAtMs &&
      decidedAtMs < this.#untilMs &&
      fields.route !== 'fallback'
    ) {
      this.#counted!.passed++;
      return;
    }
    const outcome = this.#outcomeOf(rule, fields);
    this.#counted![outcome]++;
    if (rule.mode === 'observe' || outcome === 'passed' || outcome === 'fallback') return;
    throw new RecordFault(
      'GATE_CLOSED',
      `the gate of ${this.#deployment} ${WHY[outcome]}; tribune gate status says why`,
    );
  }

  #outcomeOf(rule: GateRule, { version, decidedAtMs, route, jurisdiction }: GatedFields): GateOutcome {
    if (route === 'fallback' && version === null) return 'fallback';
    const refusal = refusalOf(rule, this.#spans, { decidedAtMs, nowMs: this.#nowMs });
    if (refusal !== null) return refusal;
    return rule.places === null || coversPlace(rule.places, jurisdiction) ? 'passed' : 'place';
  }
}

const WHY = {
  closed: 'was not open for this version, cutoff and policy when it was decided',
  late: 'is closed by now, and the record came later after the decision than the gate allows',
  place: 'does not stand for the place of the decision ("jurisdiction")',
} as const;
