import type { wire } from 'tribune/client';

type Fact = wire.Incident['facts'][number];

interface FactsProps {
  readonly words: Readonly<Record<string, string>> | undefined;
  readonly chosen: readonly Fact[];
  readonly onChange: (facts: readonly Fact[]) => void;
}

/** The facts that law asks about: each begins the clocks of its duties. */
export function Facts({ words = {}, chosen, onChange }: FactsProps) {
  const toggle = (fact: Fact, isOn: boolean): void =>
    onChange(isOn ? [...chosen, fact] : chosen.filter((one) => one !== fact));
  return (
    <fieldset className="choices">
      <legend className="label">What is so already; it begins the clocks of duties</legend>
      {(Object.entries(words) as [Fact, string][]).map(([fact, says]) => (
        <label className="choice" key={fact}>
          <input
            type="checkbox"
            checked={chosen.includes(fact)}
            onChange={({ target }) => toggle(fact, target.checked)}
          />
          <span>{says}</span>
        </label>
      ))}
    </fieldset>
  );
}
