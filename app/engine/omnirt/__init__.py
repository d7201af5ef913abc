"""The engine that draws on an OmniRT server: FlashTalk and its siblings."""
