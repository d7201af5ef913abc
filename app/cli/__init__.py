"""The same studio without Qt: run, render, status, doctor, avatars."""
