import { useId } from 'react';

interface ShareFieldProps {
  readonly value: string;
  readonly onChange: (percent: string) => void;
}

/** A field for the share of the people for whom a version decides, in per cent. */
export function ShareField({ value, onChange }: ShareFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Share of the people, %</label>
      <input
        id={id}
        type="number"
        required
        min={0.001}
        max={100}
        step="any"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}
