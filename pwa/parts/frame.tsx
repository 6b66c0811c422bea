import { useEffect, useRef, useState } from 'preact/hooks';

// Before the mail has said how tall it is.
const FIRST_HEIGHT = 120;

/**
 * A mail's own HTML, in a frame that can run nothing and, until the agent asks, load nothing from outside.
 * Its height follows what is in it; too wide a mail scrolls inside its frame. `away` is told when it cannot be had.
 */
export function MailFrame({ id, remoteImages, away }: { id: number; remoteImages: boolean; away: () => void }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [images, setImages] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let watcher: ResizeObserver | undefined;
    const grow = () => {
      const root = element.contentDocument?.documentElement;
      if (root)
        element.style.height = `${Math.max(root.offsetHeight, element.contentDocument?.body?.scrollHeight ?? 0)}px`;
    };
    const loaded = () => {
      watcher?.disconnect();
      const body = element.contentDocument?.body;
      // The browser's own page for a failed load cannot be looked into; the service worker's says so (sw.ts).
      if (!body || 'away' in body.dataset) return away();
      grow();
      watcher = new ResizeObserver(grow);
      watcher.observe(body);
    };
    element.style.height = `${FIRST_HEIGHT}px`;
    element.addEventListener('load', loaded);
    return () => {
      watcher?.disconnect();
      element.removeEventListener('load', loaded);
    };
  }, []);
  return (
    <>
      {remoteImages && !images && (
        <p class="quiet frame-note">
          Pictures from outside are not loaded.{' '}
          <button type="button" class="plain" onClick={() => setImages(true)}>
            Show images
          </button>
        </p>
      )}
      <iframe
        ref={frame}
        class="mail-frame"
        title="The mail as it was sent"
        loading="lazy"
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        src={`/app/m/${id}/${images ? '?images=1' : ''}`}
      />
    </>
  );
}
