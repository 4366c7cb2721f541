import { call } from '../../api/call.js';
import { TextForm } from '../../parts/text-form.js';

/** Longest text, as the service takes it. */
const MOST_STANDARD = 20_000;

interface Props {
  readonly system: string;
  readonly calibration: string;
  /** The version before; empty for none. */
  readonly before: string;
}

/** The form that writes what readers go by anew. */
export const WriteStandard = ({ system, calibration, before }: Props) => (
  <TextForm
    label="What readers go by from now on, at every case of this system"
    most={MOST_STANDARD}
    rows={8}
    does="Write it down"
    before={before}
    act={(text) => call('POST /v1/standards/{system}', { path: { system }, body: { text, calibration } })}
    touches={['calibrations']}
  >
    <p className="note small">
      It names no person. Each text is a new version, and readers see the newest at the case.
    </p>
  </TextForm>
);
