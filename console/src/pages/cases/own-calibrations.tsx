import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ownCalibrationsQuery } from '../../api/reviews.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { Name } from '../../parts/words.js';

/** Calibrations in which the reader reads, with how far they are. */
export function OwnCalibrations() {
  const asked = useQuery(ownCalibrationsQuery);
  return (
    <Section title="Calibrations">
      <Answer of={asked} what="your calibrations">
        {({ calibrations }) =>
          calibrations.length === 0 ? (
            <p className="quiet">
              None. In a calibration several readers read the same closed cases, and then talk about where they differ.
            </p>
          ) : (
            <ul className="tasks">
              {calibrations.map(({ id, title, state, cases, read }) => (
                <li className={`task${state === 'open' && read < cases ? ' care' : ''}`} key={id}>
                  <span className="what">
                    <Link to="/calibrations/$id" params={{ id }}>
                      <Name>{title}</Name>
                    </Link>
                  </span>
                  <span className="when">
                    {state === 'closed' ? 'closed: see what the others said' : `${read} of ${cases} read`}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Section>
  );
}
