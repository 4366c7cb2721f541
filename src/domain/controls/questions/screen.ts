import { type Answers, allOf, QUESTIONS, type Question, type SystemClass, truthIn } from './questions.js';

/** What follows from the answers about a system on a day. */
export interface Screen {
  /** Classes that the answers put it in, the gravest first, each with the answers that did. */
  readonly classes: readonly {
    readonly id: string;
    readonly name: string;
    readonly inForce: boolean;
    readonly from: string;
    readonly because: readonly string[];
    readonly source: string;
  }[];
  /** Classes that open questions keep undecided. */
  readonly undecided: readonly { readonly id: string; readonly name: string; readonly open: readonly Question[] }[];
  /** Conformity assessment; null where none is due, or the answers do not say which. */
  readonly route: { readonly class: string; readonly route: string; readonly source: string } | null;
  /** Questions that nobody answered. */
  readonly open: readonly Question[];
}

const BY_ID = new Map(QUESTIONS.questions.map((one) => [one.id, one]));

/** Gives questions by their names; names of no question are left out. */
export const questionsOf = (ids: readonly string[]): Question[] =>
  [...new Set(ids)].flatMap((id) => BY_ID.get(id) ?? []);

/** Screens a system by the answers about it. Law that comes later is told with its day; what nobody answered is never taken for no. */
export function screenOf(answers: Answers, day: string): Screen {
  const truthOf = truthIn(answers);
  const judged = QUESTIONS.classes.map((one) => ({ one, truth: truthOf(one.id) }));
  const held = judged.filter(({ truth }) => truth.is === true).map(({ one }) => one);
  return {
    classes: held.map((one) => ({
      ...{ id: one.id, name: one.name, inForce: one.from <= day, from: one.from },
      because: one.any.filter((id) => answers[id] === true),
      source: one.source,
    })),
    undecided: judged
      .filter(({ truth }) => truth.is === undefined)
      .map(({ one, truth }) => ({ id: one.id, name: one.name, open: questionsOf(truth.open) })),
    route: routeOf(held, answers),
    open: QUESTIONS.questions.filter(({ id }) => answers[id] === undefined),
  };
}

function routeOf(held: readonly SystemClass[], answers: Answers): Screen['route'] {
  const truthOf = truthIn(answers);
  const negated = truthIn(
    Object.fromEntries(Object.entries(answers).map(([id, is]) => [id, is === undefined ? is : !is])),
  );
  for (const one of QUESTIONS.routes) {
    if (!held.some(({ id }) => id === one.class)) continue;
    if (allOf(one.all, truthOf).is !== true || allOf(one.not, negated).is !== true) continue;
    return { class: one.class, route: one.route, source: one.source };
  }
  return null;
}
