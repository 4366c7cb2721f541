import { routePlaces } from '../../core/policy/bind/index.js';
import type { Requirement } from '../../core/policy/index.js';
import type { StagesOutcome } from '../../core/policy/sections/index.js';

/** What rows can say, as panes tell it apart: the place of each. */
interface CountedWords {
  readonly places: number;
  readonly words: readonly number[];
}

/** What a row is to the rate of a stage. */
type Part = 'out' | 'failed' | 'passed';

/**
 * Tells apart what rows say of stages as far as requirements do. A row says one stage alone (place 2 * stage, and one more where it was passed), or the way of a whole case: behind those the last stage that was reached on each route, likewise.
 */
export function countedStages(outcome: StagesOutcome, requirements: readonly Requirement[]): CountedWords {
  const asked = [...new Set(requirements.flatMap((one) => stageOf(one, outcome) ?? []))];
  const places = new Map<string, number>();
  const words = Array.from({ length: saidBy(outcome) }, (_, said) => {
    const signature = asked.map((stage) => partOf(said, stage, outcome)).join();
    const place = places.get(signature) ?? places.size;
    places.set(signature, place);
    return place;
  });
  return { places: places.size, words };
}

/** The places of those who reached the stage of a requirement, and of those who passed it; null where it is about no stage by itself. */
export function placesOfStage(
  requirement: Requirement,
  outcome: StagesOutcome,
  { words }: CountedWords,
): { readonly reached: ReadonlySet<number>; readonly passed: ReadonlySet<number> } | null {
  const stage = stageOf(requirement, outcome);
  if (stage === null) return null;
  const placesOf = (isWanted: (part: Part) => boolean): ReadonlySet<number> =>
    new Set(words.filter((_, said) => isWanted(partOf(said, stage, outcome))));
  return { reached: placesOf((part) => part !== 'out'), passed: placesOf((part) => part === 'passed') };
}

/** The place of the stage of a requirement; null where it is about none, or about those of one route, which a record alone does not tell. */
function stageOf({ metric, stage, route }: Requirement, { stages }: StagesOutcome): number | null {
  if (metric !== 'stage_rate' || route !== undefined) return null;
  return stages.findIndex(({ name }) => name === stage);
}

/** How much a row can say. */
const saidBy = (outcome: StagesOutcome): number => 2 * outcome.stages.length * (1 + routePlaces(outcome).length);

function partOf(said: number, stage: number, outcome: StagesOutcome): Part {
  const { length } = outcome.stages;
  const isPassed = said % 2 === 1;
  const at = (said - Number(isPassed)) / 2;
  if (at < length) return at !== stage ? 'out' : isPassed ? 'passed' : 'failed';
  const { places } = routePlaces(outcome)[Math.floor((at - length) / length)]!;
  const [own, last] = [places.indexOf(stage), places.indexOf((at - length) % length)];
  if (own < 0 || own > last) return 'out';
  return own < last || isPassed ? 'passed' : 'failed';
}
