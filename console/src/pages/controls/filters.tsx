import { Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { SystemControls } from '../../api/controls.js';
import { TextField } from '../../parts/text-field.js';
import { useTyped } from '../../parts/typed.js';
import type { ControlsSearch } from './search.js';
import { STATUS_ORDER, STATUSES } from './words.js';

interface FiltersProps {
  readonly of: SystemControls;
  readonly search: ControlsSearch;
  readonly onSearch: (search: ControlsSearch) => void;
}

const LONGEST_PLACE = 6;
const PLACE = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/;

/** Statuses with how many controls have each, frameworks and places, as ways to fewer controls. */
export function Filters({ of, search, onSearch }: FiltersProps) {
  const [place, typePlace] = useTyped(search.place ?? '', (text) => {
    const code = text.trim().toUpperCase();
    // Half of a code that is being typed is no place, and would be refused.
    if (code === '' || PLACE.test(code))
      onSearch({ ...search, page: undefined, place: code === '' ? undefined : code });
  });
  const inFramework = of.controls.filter(
    ({ framework }) => search.framework === undefined || framework === search.framework,
  );
  return (
    <div className="stack no-print filters">
      <p className="chips">
        {STATUS_ORDER.map((status) => {
          const n = inFramework.filter((one) => one.status === status).length;
          if (n === 0 && search.status !== status) return null;
          const { look, glyph, word } = STATUSES[status];
          const isChosen = search.status === status;
          return (
            <Link
              key={status}
              className={`chip ${look}`}
              to="/controls"
              search={{ ...search, page: undefined, status: isChosen ? undefined : status }}
              aria-current={isChosen}
            >
              <span aria-hidden="true">{glyph}</span> {word} <span className="number">{formatCount(n)}</span>
            </Link>
          );
        })}
      </p>
      <div className="row">
        <div className="field grow">
          <label htmlFor="controls-framework">Framework</label>
          <select
            id="controls-framework"
            value={search.framework ?? ''}
            onChange={({ target }) =>
              onSearch({ ...search, page: undefined, framework: target.value === '' ? undefined : target.value })
            }
          >
            <option value="">all</option>
            {of.frameworks.map(({ framework, name }) => (
              <option key={framework} value={framework}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <TextField
          label="Law of a place, such as EU or US-CO"
          value={place}
          onChange={typePlace}
          most={LONGEST_PLACE}
        />
      </div>
    </div>
  );
}
