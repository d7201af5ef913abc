"""Another profile while the show goes on: live where possible, and what restarts is said."""

from __future__ import annotations

from app.base.errors import AppError, Problem, Severity
from app.base.settings import Settings
from app.studio.kept_settings import KeptSettings, SetsDoor
from app.studio.named_sets import NamedSets
from app.studio.new_engine import another_engine
from app.studio.parts import program_format
from app.studio.problems import ProblemBoard
from app.studio.profile_in_use import ProfileInUse
from app.studio.show_runner import ShowRunner
from app.studio.snapshot import OutputState

_RESTARTED = {
    (True, False, False): "The virtual camera was restarted.",
    (False, True, False): "The engine was restarted.",
    (False, False, True): "The sound device was opened anew.",
    (True, True, False): "The virtual camera and the engine were restarted.",
    (True, False, True): "The virtual camera was restarted, and the sound device was opened anew.",
    (False, True, True): "The engine was restarted, and the sound device was opened anew.",
    (True, True, True): "The virtual camera and the engine were restarted, and the sound device was opened anew.",
}
"""By camera, engine, sound device."""


def live_profiles(door: SetsDoor, settings: KeptSettings, runner: ShowRunner, problems: ProblemBoard) -> NamedSets:
    """The profiles of a studio that runs. Lives on its thread."""

    def change(bare: Settings, bad: list[str]) -> None:
        before, show = settings.now, runner.show
        assert show is not None
        reopens = program_format(bare) != program_format(before)
        if reopens and show.outputs.recording_state is not OutputState.OFF:
            raise AppError(
                "sets.recording",
                f"The profile {bare.current.profile} has another picture size or rate than the recording.",
                "Stop the recording first.",
            )
        camera_on = show.outputs.camera_state is not OutputState.OFF
        now = door.adopt(bare)
        runner.apply(now)
        restarted = (
            camera_on and (reopens or now.camera != before.camera),
            reopens or another_engine(now, before),
            reopens or now.audio_out != before.audio_out,
        )
        if any(restarted):
            message, hint = f"The profile {now.current.profile} is in use.", _RESTARTED[restarted]
            problems.report(Problem("sets.switched", message, hint, Severity.NOTICE))
        if bad:
            message = f"The profile {now.current.profile} had values that cannot be used: {'; '.join(bad)}."
            hint = "These were set back to their defaults. The file as it was is kept beside it, with the ending .bak."
            problems.report(Problem("sets.bad_values", message, hint, Severity.WARNING))

    return NamedSets(door.profiles, ProfileInUse(lambda: door.bare(settings.now), change))
