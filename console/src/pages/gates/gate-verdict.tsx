import type { Gate } from '../../api/gates.js';
import { Time } from '../../parts/time.js';
import { MODES } from './words.js';

/** How a gate stands in one sentence, and what follows from it. */
export function GateVerdict({ of }: { readonly of: Gate }) {
  const { state, until, missing, mode, stoodOn } = of;
  const look = state === 'open' ? 'good' : state === 'closed' ? 'bad' : 'care';
  const held = stoodOn.filter(({ kind }) => kind === 'waiver').length;
  return (
    <p className={`verdict ${look}`} role="status">
      {state === 'open' ? (
        <>
          Open{until === null ? '' : ' until '}
          {until === null ? null : <Time at={until} />}
          {held === 0 ? '. ' : `, with ${held === 1 ? 'a waiver' : `${held} waivers`}. `}
        </>
      ) : (
        <>
          {state === 'closed' ? 'Closed' : 'Undecided'}:{' '}
          {missing.length === 1 ? 'one thing is' : `${missing.length} things are`} missing.{' '}
        </>
      )}
      <span className="note small">
        Mode {MODES[mode].name}: {MODES[mode].does}.
      </span>
    </p>
  );
}
