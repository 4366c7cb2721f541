import { durationMs } from '../../core/base/durations.js';
import type { FactChange, FactShown } from './fact-change.js';
import {
  type Heard,
  listen,
  passBlock,
  type SilenceFact,
  type SilenceState,
  silenceShown,
  startSilence,
} from './silence.js';
import { countBlock, startVolume, type VolumeFact, type VolumeState, volumeShown } from './volume.js';

/** Something about the data of a deployment that is so or is not. */
export type Fact = SilenceFact | VolumeFact;

/** What is remembered of a fact. */
export type FactState = SilenceState | VolumeState;

interface Written {
  readonly block: string;
  readonly quality?:
    | {
        readonly silence?: string | undefined;
        readonly volume?: { readonly minPerBlock: number; readonly maxShareBelow?: number | undefined } | undefined;
      }
    | undefined;
}

/** The facts that the policy asks for. A share of blocks that may have too few decisions is evidence, and none of them. */
export function planFacts({ block, quality: { silence, volume } = {} }: Written): Fact[] {
  const facts: Fact[] = [];
  const severity = 'ticket';
  if (silence !== undefined)
    facts.push({
      ...{ kind: 'silence', id: 'quality.silence', severity },
      ...{ longestMs: durationMs(silence), blockMs: durationMs(block) },
    });
  if (volume !== undefined && volume.maxShareBelow === undefined)
    facts.push({ kind: 'volume', id: 'quality.volume', minPerBlock: volume.minPerBlock, severity });
  return facts;
}

/** A state for each fact of a deployment of which nothing is known. @param atMs when its watch began */
export const startFacts = (facts: readonly Fact[], atMs: number): FactState[] =>
  facts.map(({ kind }) => ({ ...(kind === 'silence' ? startSilence() : startVolume()), changedAt: atMs }));

/** A fact as it stands. @param state that of the fact */
export const factShown = (fact: Fact, state: FactState): FactShown =>
  fact.kind === 'silence' ? silenceShown(fact, state as SilenceState) : volumeShown(fact, state as VolumeState);

/** Tells a fact when something was heard last (`listen`). @param state that of the fact, changed in place */
export const hearFact = (fact: Fact, state: FactState, heard: Heard): FactChange[] =>
  fact.kind === 'silence' ? listen(fact, state as SilenceState, heard) : [];

/** A block that was closed. */
export interface CountedBlock {
  readonly from: number;
  readonly to: number;
  /** All decisions that came for it, and those among them that count. */
  readonly decisions: number;
  readonly counted: number;
  /** Whether it is only a part of a block, in which a watch or a file began or ended. */
  readonly isCut: boolean;
}

/** Takes a closed block into a fact. @param state that of the fact, changed in place */
export function closeFact(fact: Fact, state: FactState, block: CountedBlock): FactChange[] {
  if (fact.kind === 'silence') return passBlock(fact, state as SilenceState, block);
  return block.isCut ? [] : countBlock(fact, state as VolumeState, block);
}

/** Whether an empty block would change nothing of a fact. */
export const isAtRest = ({ kind }: Fact, { condition }: FactState): boolean =>
  kind === 'silence' || condition === 'firing';
