import { attributeLaw } from '../../../data/attribute-law/index.js';

/** A jurisdiction, and a field of life where law differs by it. */
interface Place {
  readonly id: string;
  readonly name: string;
  /** ISO 3166 codes, or EU. */
  readonly jurisdictions: readonly string[];
  /** Fields of registered systems; absent: all. */
  readonly domains?: readonly string[];
  readonly note?: string;
}

/** How much legal risk some steps carry in a place by their use of the attribute. */
interface Grade {
  readonly place: string;
  readonly steps: readonly string[];
  readonly grade: 'low' | 'conditional' | 'contested' | 'high';
  readonly says: string;
  readonly basis: 'provision' | 'judgment' | 'practice';
  readonly source: string;
  /** What is not settled about it. */
  readonly doubt?: string;
}

/** Steps that have no grade in a place, and why. */
interface Unknown {
  readonly place: string;
  readonly steps: readonly string[];
  readonly why: string;
}

/** A file of `src/data/attribute-law`; a test holds each to the schema beside it. */
interface DatedLaw {
  readonly date: string;
  readonly origin: string;
  readonly places: readonly Place[];
  readonly grades: readonly Grade[];
  readonly unknown?: readonly Unknown[];
}

const [NEWEST] = (attributeLaw as readonly DatedLaw[]).toSorted((a, b) => b.date.localeCompare(a.date));

/** The newest file, with its date. It is evidence for whoever advises, and no legal advice. */
export const LAW: DatedLaw = NEWEST ?? { date: '1970-01-01', origin: '', places: [], grades: [] };

/** The step without the number of its bound: `reductions` of `reductions-0.01`. */
export const stepFamily = (step: string): string => step.replace(/-[\d.]+$/, '');

/** Steps of a result that law sees alike in a place. */
export interface GradedSteps {
  readonly place: Place;
  readonly steps: readonly string[];
  /** null: nothing is known of these steps there, which is no low risk. */
  readonly grade: Grade | null;
  /** Why they have no grade, where the data say so. */
  readonly why: string | null;
}

/**
 * What law says of steps, place by place; every step stands once in each place, those of which nothing is known last.
 *
 * @example gradesFor(['none', 'reductions-0.01'])
 */
export function gradesFor(steps: readonly string[], law: DatedLaw = LAW): GradedSteps[] {
  const families = [...new Set(steps.map(stepFamily))];
  const among = (named: readonly string[]): string[] => families.filter((family) => named.includes(family));
  return law.places.flatMap((place) => {
    const here = law.grades.filter((grade) => grade.place === place.id);
    const open = (law.unknown ?? []).filter((unknown) => unknown.place === place.id);
    const named = [...here, ...open].flatMap((one) => one.steps);
    return [
      ...here.map((grade): GradedSteps => ({ place, steps: among(grade.steps), grade, why: null })),
      ...open.map(({ steps: ungraded, why }): GradedSteps => ({ place, steps: among(ungraded), grade: null, why })),
      { place, steps: families.filter((family) => !named.includes(family)), grade: null, why: null },
    ].filter((one) => one.steps.length > 0);
  });
}
