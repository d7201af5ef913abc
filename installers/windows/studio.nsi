; Installer of FlashTalk Studio for Windows 10 and 11, 64 bit: for one user, without an administrator.
;
; makensis -DVERSION=1.2.0 -DPAYLOAD=dist\flashtalk-studio -DOUTPUT=dist\setup.exe -DICON=studio.ico studio.nsi
;
; Silent: setup.exe /S [/D=C:\where\to], uninstall.exe /S [/PURGE]. /D comes last and takes no quotes (NSIS manual 3.2.1).
; SIGN, where given, is a command that signs the file whose name follows it; it signs the uninstaller, too.

Unicode true
RequestExecutionLevel user
ManifestDPIAware true
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define NAME "FlashTalk Studio"
!define PROGRAM "flashtalk-studio.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\FlashTalk Studio"
!define TYPE "FlashTalkStudio.Avatar"

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}" "Folder"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "The FlashTalk Studio authors"
!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString RUNNING ${LANG_ENGLISH} "FlashTalk Studio is running. Close it, then go on."
LangString RUNNING ${LANG_SIMPCHINESE} "FlashTalk Studio 正在运行。请先关闭它，然后继续。"
LangString OLD_WINDOWS ${LANG_ENGLISH} "FlashTalk Studio needs Windows 10 or newer, 64 bit."
LangString OLD_WINDOWS ${LANG_SIMPCHINESE} "FlashTalk Studio 需要 64 位的 Windows 10 或更高版本。"
LangString REMOVE_FILES ${LANG_ENGLISH} "Remove your settings, avatars and models, too? This cannot be undone. Recordings stay."
LangString REMOVE_FILES ${LANG_SIMPCHINESE} "是否同时删除您的设置、虚拟形象和模型？此操作无法撤销。录像会保留。"

; The file of a program that runs can be opened by nobody for writing. A camera helper, which outlives the studio by ten
; minutes, is ended; it has nothing to lose.
!macro INSIST_ON_CLOSED un
Function ${un}InsistOnClosed
  nsExec::Exec 'taskkill /F /IM flashtalk-camera.exe'
  Pop $0
  again:
    IfFileExists "$INSTDIR\${PROGRAM}" 0 closed
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}" a
    IfErrors running
    FileClose $0
    Goto closed
  running:
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 2
    Quit
  closed:
FunctionEnd
!macroend
!insertmacro INSIST_ON_CLOSED ""
!insertmacro INSIST_ON_CLOSED "un."

; Only what an installation of ours has left: a folder that the user has chosen may hold other things.
!macro REMOVE_PROGRAM
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\flashtalk-studio.exe"
  Delete "$INSTDIR\flashtalk-studio-cli.exe"
  Delete "$INSTDIR\flashtalk-camera.exe"
  Delete "$INSTDIR\flashtalk-speech.exe"
  Delete "$INSTDIR\uninstall.exe"
!macroend

Function .onInit
  ${IfNot} ${IsNativeAMD64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP "$(OLD_WINDOWS)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

Section "Install"
  Call InsistOnClosed
  !insertmacro REMOVE_PROGRAM
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "Software\${NAME}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "The FlashTalk Studio authors"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
  ; Windows knows a file by what stands after its last point alone, so avatars are offered among what opens zip files.
  WriteRegStr HKCU "Software\Classes\${TYPE}" "" "${NAME}"
  WriteRegStr HKCU "Software\Classes\${TYPE}\DefaultIcon" "" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" open "%1"'
  WriteRegStr HKCU "Software\Classes\.zip\OpenWithProgids" "${TYPE}" ""
SectionEnd

Section "Uninstall"
  Call un.InsistOnClosed
  !insertmacro REMOVE_PROGRAM
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "Software\${NAME}"
  DeleteRegKey HKCU "Software\Classes\${TYPE}"
  DeleteRegValue HKCU "Software\Classes\.zip\OpenWithProgids" "${TYPE}"
  ; The user's own files, which platformdirs keeps here: asked for, never taken along silently without /PURGE.
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/PURGE" $1
  ${IfNot} ${Errors}
    Goto purge
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(REMOVE_FILES)" /SD IDNO IDYES purge
  Goto done
  purge:
    RMDir /r "$LOCALAPPDATA\${NAME}"
  done:
SectionEnd
