import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { PAGES } from './pages-list.js';

/** Time within which the second key of a page must follow the `g`, ms. */
const SECOND_MS = 1_500;
const TYPING = 'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"]';

/** Ctrl-K, or `/`, opens the palette; `g` and a letter a page. Keys that are typed into a field are left alone. */
export function usePageKeys(openPalette: () => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    let gAt = Number.NEGATIVE_INFINITY;
    const press = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      const isTyping = event.target instanceof Element && event.target.closest(TYPING) !== null;
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '/') {
        event.preventDefault();
        openPalette();
        return;
      }
      const page = PAGES.find(({ key }) => key === event.key);
      if (event.timeStamp - gAt < SECOND_MS && page !== undefined) void navigate({ to: page.to });
      gAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [navigate, openPalette]);
}
