import { useId } from 'react';
import { formatCount } from 'tribune/charts';
import type { SystemControls } from '../../api/controls.js';
import { useTyped } from '../../parts/typed.js';
import { dayAt, dayOf, FIRST_DAY, isOnSlider, LAST_DAY, LAST_PLACE, nextDays, placeOf } from './words.js';

interface SliderProps {
  readonly at: string | undefined;
  readonly frameworks: SystemControls['frameworks'];
  readonly onDay: (day: string | undefined) => void;
}

const YEARS = ['2024', '2025', '2026', '2027', '2028', '2029', '2030'];
/** Days on which something begins that are offered at once. */
const MOST_NEXT = 3;

/** Moves the day on which law is looked at: it says what begins to hold, and how today's records would stand then. */
export function DaySlider({ at, frameworks, onDay }: SliderProps) {
  const id = useId();
  const today = dayOf(Date.now());
  const [typed, type] = useTyped(at ?? today, (day) => {
    // A year that is being typed is one of long ago for a moment.
    if (day === '' || isOnSlider(day)) onDay(day === today || day === '' ? undefined : day);
  });
  const day = /^\d{4}-\d{2}-\d{2}$/.test(typed) ? typed : today;
  const next = nextDays(frameworks, day);
  return (
    <div className="card stack no-print">
      <div className="row">
        <div className="field grow">
          <label htmlFor={id}>
            The day that is looked at: <strong>{day === today ? `today, ${day}` : day}</strong>
          </label>
          <input
            id={id}
            type="range"
            className="slider"
            min={0}
            max={LAST_PLACE}
            value={placeOf(day)}
            aria-valuetext={day}
            onChange={({ target }) => type(dayAt(Number(target.value)))}
          />
          <span className="slider-years note small" aria-hidden="true">
            {YEARS.map((year) => (
              <span key={year}>{year}</span>
            ))}
          </span>
        </div>
        <div className="field">
          <label htmlFor={`${id}day`}>Day (UTC)</label>
          <input
            id={`${id}day`}
            type="date"
            min={FIRST_DAY}
            max={LAST_DAY}
            value={day}
            onChange={({ target }) => type(target.value)}
          />
        </div>
        {day === today ? null : (
          <button type="button" className="button" onClick={() => type(today)}>
            Today
          </button>
        )}
      </div>
      <p className="row next-days">
        {next.length === 0 ? (
          <span className="note">Nothing that the packs know of begins after this day.</span>
        ) : (
          <>
            <span className="note">Next:</span>
            {next.slice(0, MOST_NEXT).map(({ from, controls, names }) => (
              <button
                key={from}
                type="button"
                className="button small"
                title={names.join(', ')}
                onClick={() => type(from)}
              >
                {from}: {formatCount(controls)} {controls === 1 ? 'control begins' : 'controls begin'}
              </button>
            ))}
          </>
        )}
      </p>
    </div>
  );
}
