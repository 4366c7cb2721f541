import { getRouteApi, Link } from '@tanstack/react-router';
import { useMay } from '../../parts/may.js';
import { ReadingPage } from './reading.js';
import { RecordPage } from './record.js';
import '../../style/reading.css';

const route = getRouteApi('/cases/$id');

/** One case: to be read by its reader, or to be looked after. */
export default function CasePage() {
  const { id } = route.useParams();
  // Another case is another page: nothing that was typed for the one stands in the other.
  return useMay()('case.list') ? (
    <RecordPage key={id} id={id} crumb={crumb} />
  ) : (
    <ReadingPage key={id} id={id} crumb={crumb} />
  );
}

const crumb = (
  <Link to="/cases" search={{}}>
    Cases
  </Link>
);
