"""Tasks. Every service with a key sees them all; `created_by` tells whose they are."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Security
from sqlalchemy import func, select

from app.database import Session
from app.models import Task, now
from app.schemas import Problem, Status, TaskChange, TaskIn, TaskOut, TaskPage
from app.security import Service, require_service

router = APIRouter(
    prefix="/v1/tasks", tags=["tasks"], dependencies=[Security(require_service)], responses={401: {"model": Problem}}
)
_missing: dict[int | str, dict[str, Any]] = {404: {"model": Problem}}


async def _find(session: Session, task_id: uuid.UUID, *, lock: bool = False) -> Task:
    task = await session.get(Task, task_id, with_for_update=lock)
    if task is None:
        raise HTTPException(404, f"There is no task {task_id}.")
    return task


@router.post("", status_code=201)
async def create_task(body: TaskIn, session: Session, service: Service) -> TaskOut:
    """Create a task."""
    task = Task(**body.model_dump(), created_by=service.name)
    session.add(task)
    await session.commit()
    return TaskOut.model_validate(task)


@router.get("")
async def list_tasks(
    session: Session,
    status: Status | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    # PostgreSQL's OFFSET is 64 bits wide, but nobody turns pages that far.
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> TaskPage:
    """List tasks, newest first, a page at a time."""
    query = select(Task)
    if status is not None:
        query = query.where(Task.completed_at.is_(None) if status == "open" else Task.completed_at.is_not(None))
    total = await session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True))
    # The id makes the order total: without it tasks of one instant could appear on two pages or on none.
    page = await session.scalars(query.order_by(Task.created_at.desc(), Task.id.desc()).limit(limit).offset(offset))
    return TaskPage(items=[TaskOut.model_validate(task) for task in page], total=total or 0, limit=limit, offset=offset)


@router.get("/{task_id}", responses=_missing)
async def get_task(task_id: uuid.UUID, session: Session) -> TaskOut:
    """Show one task."""
    return TaskOut.model_validate(await _find(session, task_id))


@router.patch("/{task_id}", responses=_missing)
async def update_task(task_id: uuid.UUID, body: TaskChange, session: Session) -> TaskOut:
    """Change what is given and leave the rest."""
    task = await _find(session, task_id, lock=True)
    for name, value in body.model_dump(exclude_unset=True).items():
        setattr(task, name, value)
    await session.commit()
    return TaskOut.model_validate(task)


@router.post("/{task_id}/complete", responses=_missing)
async def complete_task(task_id: uuid.UUID, session: Session) -> TaskOut:
    """Complete a task. Completing it again changes nothing, so a caller may safely repeat the request."""
    task = await _find(session, task_id, lock=True)
    if task.completed_at is None:
        task.completed_at = now()
    await session.commit()
    return TaskOut.model_validate(task)


@router.post("/{task_id}/reopen", responses=_missing)
async def reopen_task(task_id: uuid.UUID, session: Session) -> TaskOut:
    """Open a completed task again."""
    task = await _find(session, task_id, lock=True)
    task.completed_at = None
    await session.commit()
    return TaskOut.model_validate(task)


@router.delete("/{task_id}", status_code=204, responses=_missing)
async def delete_task(task_id: uuid.UUID, session: Session) -> None:
    """Delete a task."""
    await session.delete(await _find(session, task_id, lock=True))
    await session.commit()
