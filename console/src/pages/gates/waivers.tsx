import { call } from '../../api/call.js';
import type { Gate } from '../../api/gates.js';
import { Said, useAct } from '../../parts/act.js';
import { useMaySome } from '../../parts/may.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';

type Waiver = Gate['waivers'][number];

/** Waivers that hold, with their reason and their end. */
export const WaiversHeld = ({ of }: { readonly of: Pick<Gate, 'waivers'> }) => {
  const held = of.waivers.filter(({ holds }) => holds);
  if (held.length === 0) return null;
  return (
    <ul className="tasks">
      {held.map((one) => (
        <Held key={one.id} of={one} />
      ))}
    </ul>
  );
};

function Held({ of }: { readonly of: Waiver }) {
  const may = useMaySome('gates.waive');
  const end = useAct(() => call('POST /v1/gate-waivers/{id}/end', { path: { id: of.id } }), ['gates']);
  return (
    <li className="task care">
      <span className="what">
        <Badge look="care" glyph="◆">
          waived
        </Badge>{' '}
        <Name>{of.requirement}</Name>
      </span>
      <span className="when">
        ends <Time at={of.until} relative />
      </span>
      <span className="why">
        <Name whole>{of.reason}</Name> By <Name>{of.by.join(' and ')}</Name>, until <Time at={of.until} />.
      </span>
      {may ? (
        <span className="no-print">
          <button type="button" className="button small" disabled={end.isRunning} onClick={() => end.run(undefined)}>
            End the waiver
          </button>
        </span>
      ) : null}
      <Said error={end.error} />
      {end.proof}
    </li>
  );
}

/** Waivers that do not hold any more. */
export const WaiversBefore = ({ of }: { readonly of: Pick<Gate, 'waivers'> }) => {
  const past = of.waivers.filter(({ holds }) => !holds);
  if (past.length === 0) return null;
  return (
    <details>
      <summary>Waivers before: {past.length}</summary>
      <ul className="plain">
        {past.map(({ id, requirement, reason, by, at, until, ended }) => (
          <li key={id}>
            <Name>{requirement}</Name>, from <Time at={at} /> to <Time at={ended ?? until} />:{' '}
            <Name whole>{reason}</Name> By <Name>{by.join(' and ')}</Name>.
          </li>
        ))}
      </ul>
    </details>
  );
};
