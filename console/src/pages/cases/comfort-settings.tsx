import { changeComfort, useComfort } from './comfort.js';

const BREAKS = [0, 25, 50, 90] as const;

/** How the reader wants to read, in this browser; nobody else is told. */
export function ComfortSettings() {
  const { isBlurred, isGrey, goesOn, breakAfterMin } = useComfort();
  return (
    <details className="section no-print">
      <summary>How you read</summary>
      <div className="stack">
        <Switch isOn={isBlurred} onChange={(on) => changeComfort({ isBlurred: on })}>
          Blur what is known of the person until I point at it
        </Switch>
        <Switch isOn={isGrey} onChange={(on) => changeComfort({ isGrey: on })}>
          Without colours
        </Switch>
        <Switch isOn={goesOn} onChange={(on) => changeComfort({ goesOn: on })}>
          Take the next case by itself after an answer
        </Switch>
        <label className="row" htmlFor="break-after">
          <span>Propose a break</span>
          <select
            id="break-after"
            className="input narrow"
            value={breakAfterMin}
            onChange={({ target }) => changeComfort({ breakAfterMin: Number(target.value) })}
          >
            {BREAKS.map((minutes) => (
              <option key={minutes} value={minutes}>
                {minutes === 0 ? 'never' : `after ${minutes} minutes`}
              </option>
            ))}
          </select>
        </label>
      </div>
    </details>
  );
}

interface SwitchProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: string;
}

const Switch = ({ isOn, onChange, children }: SwitchProps) => (
  <label className="choice">
    <input type="checkbox" checked={isOn} onChange={({ target }) => onChange(target.checked)} />
    <span>{children}</span>
  </label>
);
