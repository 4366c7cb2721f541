import { useMay } from '../../parts/may.js';
import { Page } from '../../parts/page.js';
import { Desk } from './desk.js';
import { LeadPage } from './lead.js';
import '../../style/reading.css';

/** The desk of whoever reads cases, and the list of whoever looks after them: nobody has both, as the list tells why a case is one. */
export default function Cases() {
  const may = useMay();
  if (may('case.list')) return <LeadPage />;
  if (may('case.review')) return <Desk />;
  return (
    <Page title="Cases">
      <div className="state">
        <h2>Your roles do not show this</h2>
        <p className="note">
          Cases are read by people with the role reviewer alone, and looked after by those with the role legal or
          incident-lead.
        </p>
      </div>
    </Page>
  );
}
