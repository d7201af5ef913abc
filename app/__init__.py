"""FlashTalk Studio: a portrait becomes a live host."""
