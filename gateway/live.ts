/** Something may have changed: whoever listens reads again. Never more than a hint; readers also read by themselves. */
export type Live = {
  subscribe(changed: () => void): () => void;
  tell(): void;
};

export function openLive(): Live {
  const listeners = new Set<() => void>();
  return {
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    tell() {
      for (const changed of listeners) changed();
    },
  };
}
