import { useEffect, useRef, useState } from 'preact/hooks';

// Before the mail has said how tall it is.
const FIRST_HEIGHT = 120;

/**
 * A mail's own HTML, in a frame that can run nothing and, until the agent asks, load nothing from outside.
 * Its height follows what is in it; too wide a mail scrolls inside its frame.
 */
export function MailFrame({ id, remoteImages }: { id: number; remoteImages: boolean }) {
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
      if (!body) return;
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
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        src={`/app/m/${id}/${images ? '?images=1' : ''}`}
      />
    </>
  );
}
