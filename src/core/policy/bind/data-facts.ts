import { MAX_GROUPS, type Tally, type TallyRow } from '../../fairness/tally/index.js';
import type { RowFault, Unnamed } from './bind-row.js';
import type { FaultRole } from './fates.js';
import type { ReadPlan } from './plan.js';
import { byFrequency, type Count, type DataFacts, EXAMPLES_SHOWN, type RoleFaults, type ValueRows } from './refusal.js';

/** Most distinct values that are told apart; rows of further values are counted together. */
const MAX_KINDS = MAX_GROUPS;

/** Counts rows by text, in bounded memory. */
class TextCounts {
  rows = 0;
  readonly #rowsByText = new Map<string, number>();

  add(text: string): void {
    this.rows += 1;
    const there = this.#rowsByText.get(text);
    if (there !== undefined || this.#rowsByText.size < MAX_KINDS) this.#rowsByText.set(text, (there ?? 0) + 1);
  }

  get kinds(): number {
    return this.#rowsByText.size;
  }

  mostFrequent(): ValueRows[] {
    const values = [...this.#rowsByText].map(([text, rows]) => ({ text, rows }));
    return byFrequency(values).slice(0, EXAMPLES_SHOWN);
  }
}

/** Collects facts about the data beside their tally while the rows pass, in bounded memory. */
export class FactsCollector {
  readonly #plan: ReadPlan;
  readonly #faults = new Map<FaultRole, TextCounts>();
  readonly #unnamed = { label: new TextCounts(), prediction: new TextCounts() };
  readonly #groups: readonly Set<string>[];
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;

  constructor(plan: ReadPlan) {
    this.#plan = plan;
    this.#groups = plan.attributes.map(() => new Set());
  }

  fault({ role, text }: RowFault): void {
    const counts = this.#faults.get(role) ?? new TextCounts();
    this.#faults.set(role, counts);
    counts.add(text);
  }

  row({ values, score }: Pick<TallyRow, 'values' | 'score'>, unnamed: Unnamed | null): void {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      const groups = this.#groups[i]!;
      if (value !== null && groups.size <= MAX_GROUPS) groups.add(value);
    }
    if (score !== null && score < this.#lowest) this.#lowest = score;
    if (score !== null && score > this.#highest) this.#highest = score;
    if (unnamed === null) return;
    if (unnamed.label !== null) this.#unnamed.label.add(unnamed.label);
    if (unnamed.prediction !== null) this.#unnamed.prediction.add(unnamed.prediction);
  }

  /** The collected facts, together with those that the tally holds. */
  facts({ rowsRead, excluded, score }: Pick<Tally, 'rowsRead' | 'excluded' | 'score'>, cells: Count): DataFacts {
    const isScored = this.#lowest <= this.#highest;
    return {
      rowsRead,
      excluded,
      faults: [...this.#faults].map(([role, counts]): RoleFaults => {
        return { role, rows: counts.rows, kinds: counts.kinds, examples: counts.mostFrequent() };
      }),
      unnamed: {
        label: this.#unnamed.label.mostFrequent(),
        prediction: this.#unnamed.prediction.mostFrequent(),
      },
      values: this.#plan.attributes.map((_, i) => {
        const count = this.#groups[i]!.size;
        return { count, isAtLeast: count > MAX_GROUPS };
      }),
      cells,
      score,
      lowest: isScored ? this.#lowest : null,
      highest: isScored ? this.#highest : null,
    };
  }
}
