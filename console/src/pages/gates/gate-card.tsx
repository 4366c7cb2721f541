import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { gateQuery, gatesQuery } from '../../api/gates.js';
import { applyCommand } from '../../parts/commands.js';
import { useMay } from '../../parts/may.js';
import { Answer, Command, shownOf } from '../../parts/states.js';
import { GateVerdict } from './gate-verdict.js';
import { Missing } from './missing.js';
import { OpenTimes } from './open-times.js';
import { WaiversHeld } from './waivers.js';

/** Most missing things that the card names; the page of the gate has all. */
const MOST_NAMED = 3;

/** The gate of a deployment in short: how it stands, what is missing and whose turn it is, what is waived. */
export function GateCard({ deployment }: { readonly deployment: string }) {
  const may = useMay()('gates.read');
  const list = useQuery({ ...gatesQuery, enabled: may });
  const has = shownOf(list)?.gates.some((one) => one.deployment === deployment) === true;
  if (!may) return <p className="note">Your roles do not show gates.</p>;
  return (
    <Answer of={list} what="the gate">
      {() => (has ? <Card deployment={deployment} /> : <NoGate />)}
    </Answer>
  );
}

const NoGate = () => (
  <div className="quiet stack">
    <p>
      It has no gate: any version that the registry names decides here, and nobody has to sign. A section “gates” in the
      document of the registry says what has to be there first.
    </p>
    <Command text={applyCommand(location.origin)} />
  </div>
);

function Card({ deployment }: { readonly deployment: string }) {
  const gate = useQuery(gateQuery({ deployment }));
  return (
    <Answer of={gate} what="the gate">
      {(of) =>
        of === null ? (
          <NoGate />
        ) : (
          <div className="card stack">
            <GateVerdict of={of} />
            {of.missing.length === 0 ? null : <Missing of={of} most={MOST_NAMED} />}
            <WaiversHeld of={of} />
            <OpenTimes of={of} />
            <p>
              <Link to="/gate" search={{ deployment }}>
                {of.missing.length > MOST_NAMED ? `All ${of.missing.length} that are missing, evidence` : 'Evidence'},
                signatures and history of the gate
              </Link>
            </p>
          </div>
        )
      }
    </Answer>
  );
}
